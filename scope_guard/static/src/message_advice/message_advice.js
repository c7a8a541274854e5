import { registerMessageAction } from "@mail/core/common/message_actions";
import { Message } from "@mail/core/common/message";
import { Message as MessageModel } from "@mail/core/common/message_model";
import { fields } from "@mail/core/common/record";
import { _t } from "@web/core/l10n/translation";
import { session } from "@web/session";
import { patch } from "@web/core/utils/patch";

const MODELS = ["project.task", "project.project", "res.partner", "crm.lead"];
// What people wrote; not what Odoo notes by itself.
const TYPES = ["comment", "email", "email_outgoing"];

patch(MessageModel.prototype, {
    setup() {
        super.setup(...arguments);
        /** @type {{id: number, code: string}[]} advice that was logged from it */
        this.scope_advices = fields.Attr([]);
    },
    get canLogAdvice() {
        return (
            session.scope_logs_advice &&
            MODELS.includes(this.thread?.model) &&
            TYPES.includes(this.message_type) &&
            !this.isEmpty
        );
    },
});

registerMessageAction("scope-log-advice", {
    condition: ({ message }) => message.canLogAdvice,
    icon: "fa fa-lightbulb-o",
    name: _t("Log as advice"),
    onSelected: async ({ message, store }) => {
        const { action, orm } = store.env.services;
        const dialog = await orm.call("mail.message", "action_scope_log_advice", [[message.id]]);
        await action.doAction(dialog, {
            onClose: async () => {
                message.scope_advices = await orm.call("mail.message", "scope_advice_links", [
                    [message.id],
                ]);
            },
        });
    },
    sequence: 73,
});

patch(Message.prototype, {
    /** @param {number} id of an advice that was logged from this message */
    onClickScopeAdvice(id) {
        this.env.services.action.doAction({
            type: "ir.actions.act_window",
            res_model: "scope.advice",
            res_id: id,
            views: [[false, "form"]],
        });
    },
});
