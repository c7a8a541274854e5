import { registerMessageAction } from "@mail/core/common/message_actions";
import { fields } from "@mail/core/common/record";
import { Thread } from "@mail/core/common/thread_model";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

// What people wrote; not what Odoo notes by itself.
const TYPES = ["comment", "email", "email_outgoing"];

patch(Thread.prototype, {
    setup() {
        super.setup(...arguments);
        /** Whether something is agreed that the user may quote in a reply. */
        this.scope_has_clauses = fields.Attr(false);
    },
});

registerMessageAction("scope-reply", {
    condition: ({ message, thread }) =>
        thread?.scope_has_clauses &&
        TYPES.includes(message.message_type) &&
        !message.isNote &&
        !message.isEmpty,
    icon: "fa fa-balance-scale",
    name: _t("Reply with the clause"),
    onSelected: async ({ message, thread, store }) => {
        const { action, orm } = store.env.services;
        const composer = await orm.call("mail.message", "action_scope_reply", [[message.id]]);
        await action.doAction(composer, { onClose: () => thread.fetchNewMessages() });
    },
    sequence: 74,
});
