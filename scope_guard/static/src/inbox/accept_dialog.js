import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus } from "@web/core/utils/hooks";
import { Many2XAutocomplete } from "@web/views/fields/relational_utils";
import { itemSearchProps } from "../suggestions/suggestions_field";

/**
 * What would be placed where, before it is: the first guess is wrong in half the cases.
 */
export class AcceptDialog extends Component {
    static template = "scope_guard.AcceptDialog";
    static components = { Dialog, Many2XAutocomplete };
    static props = {
        // As `get_proposals` of scope.flag gives them.
        proposals: Array,
        // Which suggestion is proposed: 0 is the first.
        rank: { type: Number, optional: true },
        // Called with pairs of the ids of a flag and of an item.
        confirm: Function,
        close: Function,
    };
    static defaultProps = { rank: 0 };

    setup() {
        useAutofocus({ refName: "confirm" });
        this.state = useState({
            rows: this.props.proposals.map((proposal) => {
                const item = proposal.suggestions[this.props.rank];
                return { ...proposal, item: item ? { id: item[0], name: item[1] } : null };
            }),
        });
    }

    get places() {
        return this.state.rows.filter((row) => row.item).map((row) => [row.id, row.item.id]);
    }

    get confirmLabel() {
        const count = this.places.length;
        return count === 1 ? _t("Place one task") : _t("Place %s tasks", count);
    }

    searchProps(row) {
        // An emptied box leaves the task where it is.
        const update = (items) => {
            const item = items && items[0];
            row.item = item ? { id: item.id, name: item.display_name } : null;
        };
        return {
            ...itemSearchProps(row.project[0], update, _t("Stays as it is")),
            update,
            value: row.item?.name || "",
        };
    }

    suggestions(row) {
        return row.suggestions
            .map(([id, name]) => ({ id, name }))
            .filter(({ id }) => id !== row.item?.id);
    }

    async confirm() {
        await this.props.confirm(this.places);
        this.props.close();
    }
}
