import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The task, which opens, above the client's words and what it looks like. */
export class InboxTaskField extends Component {
    static template = "scope_guard.InboxTaskField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get data() {
        return this.props.record.data;
    }

    /** The heading of the group names the project, else the row does. */
    get project() {
        const { groupByField } = this.props.record.model.root;
        return groupByField?.name === "project_id" ? "" : this.data.project_id?.display_name;
    }

    get words() {
        return this.data.client_words ? `“${this.data.client_words}”` : "";
    }

    open() {
        this.env.scopeInbox.open(this.props.record);
    }

    /** Open the suggestion that the task looks like. */
    async look() {
        const { resModel, resId } = this.props.record;
        this.action.doAction(
            await this.orm.call(resModel, "action_advice_hint_look", [[resId]])
        );
    }
}

export const inboxTaskField = {
    component: InboxTaskField,
    displayName: _t("Task to decide"),
    supportedTypes: ["char"],
    fieldDependencies: [
        { name: "advice_hint_sentence", type: "char", readonly: true },
        { name: "client_words", type: "char", readonly: true },
        { name: "client_words_by", type: "char", readonly: true },
        { name: "project_id", type: "many2one", relation: "project.project", readonly: true },
    ],
};

registry.category("fields").add("scope_inbox_task", inboxTaskField);

/** The answers to one row, for the mouse. */
export class InboxAnswersField extends Component {
    static template = "scope_guard.InboxAnswersField";
    static props = { ...standardFieldProps };

    get inbox() {
        return this.env.scopeInbox;
    }

    get verbs() {
        return this.inbox.rowVerbs(this.props.record);
    }

    get asked() {
        return this.props.record.data.asked;
    }

    answer(verb) {
        this.inbox.answer(verb, [this.props.record]);
    }
}

export const inboxAnswersField = {
    component: InboxAnswersField,
    displayName: _t("Answers"),
    supportedTypes: ["boolean"],
    label: false,
    fieldDependencies: [{ name: "asked", type: "char", readonly: true }],
};

registry.category("fields").add("scope_inbox_answers", inboxAnswersField);
