import { registerMessageAction } from "@mail/core/common/message_actions";
import { _t } from "@web/core/l10n/translation";

// Wherever advice can be logged from, a client may ask why.
registerMessageAction("scope-answer-why", {
    condition: ({ message }) => message.canLogAdvice,
    icon: "fa fa-question-circle-o",
    name: _t("Answer why"),
    onSelected: async ({ message, store }) => {
        const { action, orm } = store.env.services;
        const opened = await orm.call("mail.message", "action_scope_answer_why", [[message.id]]);
        await action.doAction(opened);
    },
    sequence: 74,
});
