import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Many2XAutocomplete } from "@web/views/fields/relational_utils";
import { itemSearchProps } from "../suggestions/suggestions_field";

/** The answers with their keys, for the row in focus or for the marked rows. */
export class InboxBar extends Component {
    static template = "scope_guard.InboxBar";
    static components = { Many2XAutocomplete };
    static props = {
        // {name, label, key, icon, title}
        verbs: Array,
        answer: Function,
        enabled: Boolean,
        // How many rows are marked.
        marked: Number,
        // The project of all marked rows, if it is one.
        projectId: { type: [Number, Boolean], optional: true },
        place: Function,
    };

    get target() {
        if (this.props.marked) {
            return _t("%s marked", this.props.marked);
        }
        return this.props.enabled ? _t("Row in focus") : _t("No row in focus");
    }

    get searchProps() {
        return itemSearchProps(
            this.props.projectId,
            (item) => this.props.place(item.id),
            _t("Place all on…")
        );
    }
}
