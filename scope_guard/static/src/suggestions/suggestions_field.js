import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Many2XAutocomplete } from "@web/views/fields/relational_utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Method that places a record on an item, by model. */
const PLACE = {
    "project.task": "action_scope_map",
    "scope.flag": "action_map",
};

/**
 * The items suggested for a task as chips, with a search in the same place: one click
 * places it. Nothing is placed by itself.
 */
export class SuggestionsField extends Component {
    static template = "scope_guard.SuggestionsField";
    static components = { Many2XAutocomplete };
    static props = {
        ...standardFieldProps,
        search: { type: Boolean, optional: true },
    };
    static defaultProps = { search: true };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get suggestions() {
        const current = this.props.record.data.task_item_id || this.props.record.data.scope_item_id;
        return this.props.record.data[this.props.name].records
            .map((record) => ({
                id: record.resId,
                name: record.data.display_name,
                title: [record.data.display_name, record.data.clause].filter(Boolean).join("\n"),
            }))
            .filter((item) => !current || item.id !== current.id);
    }

    get canPlace() {
        return Boolean(this.props.record.resId);
    }

    get searchProps() {
        const project = this.props.record.data.project_id;
        return {
            activeActions: { create: false, createEdit: false, write: false },
            context: { default_project_id: project && project.id },
            fieldString: _t("Item"),
            getDomain: () => [
                ["project_id", "=", project && project.id],
                ["active", "=", true],
            ],
            placeholder: _t("Search…"),
            quickCreate: null,
            resModel: "scope.item",
            update: (items) => items && items.length && this.place(items[0].id),
            value: "",
        };
    }

    async place(itemId) {
        const { record } = this.props;
        if (await record.isDirty()) {
            const saved = await record.save();
            if (!saved) {
                return;
            }
        }
        const action = await this.orm.call(record.resModel, PLACE[record.resModel], [
            [record.resId],
            itemId,
        ]);
        await this.action.doAction(action, { onClose: () => record.model.root.load() });
    }
}

export const suggestionsField = {
    component: SuggestionsField,
    displayName: _t("Scope suggestions"),
    supportedTypes: ["many2many"],
    isEmpty: () => false,
    relatedFields: [
        { name: "display_name", type: "char" },
        { name: "clause", type: "text" },
    ],
    extractProps: ({ options }) => ({ search: options.search ?? true }),
};

registry.category("fields").add("scope_suggestions", suggestionsField);
