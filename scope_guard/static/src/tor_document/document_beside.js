import { Component, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { DocumentText } from "./document_text";

const HERE = "o_scope_here";

/**
 * Beside the preview of items: the text that they were read from. The row that has the
 * focus is shown in the text, and a click into the text shows its row.
 *
 * On a narrow screen one of the two is on view, with a switch above.
 */
export class DocumentBeside extends Component {
    static template = "scope_guard.DocumentBeside";
    static components = { DocumentText };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.state = useState({ reading: null, place: undefined, showsText: false });
        onWillStart(async () => {
            this.state.reading = await this.orm.call("scope.item.paste", "get_reading", [
                [this.props.record.resId],
            ]);
        });
        useExternalListener(document, "focusin", (ev) => this.onRow(ev));
        useExternalListener(document, "click", (ev) => this.onRow(ev), { capture: true });
    }

    /** What holds rows and text. */
    get pair() {
        return this.root.el?.closest(".o_scope_side_by_side");
    }

    get lines() {
        return this.props.record.data.line_ids.records;
    }

    onRow({ target }) {
        const row = target.closest?.(".o_data_row, .o_kanban_record");
        if (!row || !this.pair?.contains(row)) {
            return;
        }
        const line = this.lines.find(({ id }) => id === row.dataset.id);
        if (line && line.data.source_first && this.current !== line.id) {
            this.current = line.id;
            this.mark(row);
            this.state.place = [line.data.source_first, line.data.source_last];
        }
    }

    mark(row) {
        for (const element of this.pair.querySelectorAll(`[data-id].${HERE}`)) {
            element.classList.remove(HERE);
        }
        row.classList.add(HERE);
    }

    /** Show the line that came from a block. */
    pick(no) {
        const found = this.lines
            .filter(({ data }) => data.source_first <= no && no <= data.source_last)
            .sort(
                (one, other) =>
                    one.data.source_last -
                    one.data.source_first -
                    (other.data.source_last - other.data.source_first)
            );
        const line = found[0];
        this.state.place = line ? [line.data.source_first, line.data.source_last] : [no, no];
        const row = line && this.pair.querySelector(`[data-id="${line.id}"]`);
        if (row) {
            this.current = line.id;
            this.switchTo(false);
            this.mark(row);
            row.scrollIntoView({ block: "center" });
        }
    }

    switchTo(showsText) {
        this.state.showsText = showsText;
        this.pair.classList.toggle("o_scope_shows_text", showsText);
        if (showsText && this.state.place) {
            this.state.place = [...this.state.place];
        }
    }
}

registry.category("view_widgets").add("scope_document_beside", { component: DocumentBeside });
