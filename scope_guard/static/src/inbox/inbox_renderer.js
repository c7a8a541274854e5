import { useEffect, useState } from "@odoo/owl";
import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";
import { ListRenderer } from "@web/views/list/list_renderer";
import { InboxEmpty } from "./inbox_empty";

/** Keys that the list *To decide* has uses of its own for. */
const OWN_KEYS = ["arrowup", "arrowdown", "space"];

export class InboxRenderer extends ListRenderer {
    static recordRowTemplate = "scope_guard.InboxRenderer.RecordRow";
    static components = { ...ListRenderer.components, ActionHelper: InboxEmpty };

    setup() {
        super.setup();
        this.inbox = useState(this.env.scopeInbox.inbox);
        useEffect(
            (table) => {
                const onFocusin = (ev) => this.onRowFocus(ev);
                table.addEventListener("focusin", onFocusin);
                return () => table.removeEventListener("focusin", onFocusin);
            },
            () => [this.tableRef.el]
        );
    }

    isCurrent(record) {
        return record.resId === this.inbox.currentId;
    }

    getRowClass(record) {
        return `${super.getRowClass(record)} ${this.isCurrent(record) ? "o_scope_current" : ""}`;
    }

    onRowFocus(ev) {
        const id = ev.target.closest(".o_data_row")?.dataset.id;
        const record = id && this.props.list.records.find((other) => other.id === id);
        if (record) {
            this.env.scopeInbox.setCurrent(record);
        }
    }

    /** A click puts the row in focus; its task opens by its name, or by Enter. */
    async onCellClicked(record) {
        if (this.props.list.selection.length && this.canSelectRecord) {
            this.toggleRecordSelection(record);
        } else {
            this.env.scopeInbox.focus(record);
        }
    }

    onCellKeydown(ev, group = null, record = null) {
        const hotkey = getActiveHotkey(ev);
        const isControl = ev.target.closest("button, a, .o_scope_search");
        if (record && (OWN_KEYS.includes(hotkey) || (isControl && hotkey === "enter"))) {
            return;
        }
        super.onCellKeydown(ev, group, record);
    }
}
