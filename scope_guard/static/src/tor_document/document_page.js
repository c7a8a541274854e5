import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DocumentText } from "./document_text";

/** A document of a scope as it was read, opened at the section of an item. */
export class DocumentPage extends Component {
    static template = "scope_guard.DocumentPage";
    static components = { DocumentText, Layout };
    static props = { ...standardActionServiceProps };
    static path = "scope-document";

    setup() {
        this.orm = useService("orm");
        this.state = useState({ reading: null, place: undefined, item: null });
        const { context, params } = this.props.action;
        this.documentId = Number(context.active_id);
        const block = Number(params?.block) || 0;
        if (block) {
            // In the address: a place can be sent to a colleague.
            this.props.updateActionState?.({ block });
        }
        onWillStart(async () => {
            const reading = await this.orm.call("scope.tor.document", "get_reading", [
                [this.documentId],
            ]);
            this.env.config.setDisplayName(reading.name);
            this.state.reading = reading;
            this.show(reading.items.find(({ first }) => first && first === block), block);
        });
    }

    get display() {
        return { controlPanel: {} };
    }

    get page() {
        const { blocks } = this.state.reading;
        const no = this.state.place?.[0];
        return blocks.find((block) => block.no === no)?.page || 0;
    }

    get isPdf() {
        return this.state.reading.format === "pdf";
    }

    /** The file: a PDF at the page that is on view, others as a download. */
    get url() {
        const { url } = this.state.reading;
        return this.isPdf ? `${url}${this.page ? `#page=${this.page}` : ""}` : `${url}?download=1`;
    }

    get fileLabel() {
        if (!this.isPdf) {
            return _t("Download");
        }
        return this.page ? _t("Open page %s of the PDF", this.page) : _t("Open the PDF");
    }

    show(item, block) {
        this.state.item = item || null;
        this.state.place = item ? [item.first, item.last] : block ? [block, block] : undefined;
    }

    open(item) {
        this.show(item);
        this.props.updateActionState?.({ block: item.first });
    }

    pick(no) {
        const { items } = this.state.reading;
        const found = items
            .filter(({ first, last }) => first <= no && no <= last)
            .sort((one, other) => one.last - one.first - (other.last - other.first))[0];
        this.show(found, no);
        this.props.updateActionState?.({ block: found ? found.first : no });
    }
}

registry.category("actions").add("scope_guard.tor_document", DocumentPage);
