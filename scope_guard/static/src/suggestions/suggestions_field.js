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

/** The items suggested for a record, best first, less the one it is on. */
export function suggestionsOf(record, name = "suggestion_ids") {
    const current = record.data.task_item_id || record.data.scope_item_id;
    return record.data[name].records
        .map(({ resId, data }) => ({
            id: resId,
            name: data.display_name,
            title: [data.display_name, data.clause].filter(Boolean).join("\n"),
        }))
        .filter((item) => !current || item.id !== current.id);
}

/** Props of a search among the items of one project. */
export function itemSearchProps(projectId, update, placeholder = _t("Search…")) {
    return {
        activeActions: { create: false, createEdit: false, write: false },
        context: { default_project_id: projectId },
        fieldString: _t("Item"),
        getDomain: () => [
            ["project_id", "=", projectId],
            ["active", "=", true],
        ],
        placeholder,
        quickCreate: null,
        resModel: "scope.item",
        update: (items) => items && items.length && update(items[0]),
        value: "",
    };
}

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
        return suggestionsOf(this.props.record, this.props.name);
    }

    /** Where the task is now, if that is what is asked about. */
    get place() {
        return this.props.record.data.task_item_name;
    }

    get canPlace() {
        return Boolean(this.props.record.resId);
    }

    get searchProps() {
        const project = this.props.record.data.project_id;
        return itemSearchProps(project && project.id, (item) => this.placeOn(item.id));
    }

    async placeOn(itemId) {
        const { record } = this.props;
        if (this.env.scopeInbox) {
            return this.env.scopeInbox.place(record, itemId);
        }
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

    /** Escape leaves the search for the row it stands in. */
    onSearchKeydown(ev) {
        if (ev.key === "Escape" && this.env.scopeInbox) {
            this.env.scopeInbox.focus(this.props.record);
        }
    }
}

export const suggestionsField = {
    component: SuggestionsField,
    displayName: _t("Scope suggestions"),
    supportedTypes: ["many2many"],
    supportedOptions: [
        {
            label: _t("Search"),
            name: "search",
            type: "boolean",
            default: true,
            help: _t("If checked, an item that is not suggested can be looked up."),
        },
    ],
    isEmpty: () => false,
    relatedFields: [
        { name: "display_name", type: "char" },
        { name: "clause", type: "text" },
    ],
    extractProps: ({ options }) => ({ search: options.search ?? true }),
};

registry.category("fields").add("scope_suggestions", suggestionsField);
