import { Message } from "@mail/core/common/message";
import { Message as MessageModel } from "@mail/core/common/message_model";
import { fields } from "@mail/core/common/record";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";

patch(MessageModel.prototype, {
    setup() {
        super.setup(...arguments);
        /**
         * An earlier suggestion that the mail may belong to; none once it was said that
         * the two are not related.
         *
         * @type {{id: number, sentence: string, name: string, words: string,
         *     state: string, can_link: boolean} | undefined}
         */
        this.scope_hint = fields.Attr();
    },
});

patch(Message.prototype, {
    get scopeHint() {
        return this.props.message.scope_hint;
    },
    get scopeHintTitle() {
        return _t("Because of: %s", this.scopeHint.words);
    },
    /** @param {string} method of `scope.advice.hint` that returns an action */
    async onClickScopeHint(method) {
        const { action, orm } = this.env.services;
        await action.doAction(
            await orm.call("scope.advice.hint", method, [[this.scopeHint.id]])
        );
    },
});

/** Show below the messages how their hints stand now. */
async function refreshMessages(env, hintIds) {
    const store = env.services["mail.store"];
    const values = await env.services.orm.call("scope.advice.hint", "scope_message_values", [
        hintIds,
    ]);
    for (const [messageId, hint] of values) {
        const message = store["mail.message"].get(messageId);
        if (message) {
            message.scope_hint = hint || undefined;
        }
    }
}

/**
 * Says what an answer to a hint did, and offers to take it back.
 *
 * params: message, hint_ids (ids of `scope.advice.hint`), undo (whether it may be taken
 * back), next (an action)
 */
async function hintAnswered(env, action) {
    const { message, hint_ids: hintIds, undo, next } = action.params;
    const { action: actions, notification, orm } = env.services;
    const options = { type: "success" };
    let close = () => {};
    if (undo && hintIds.length) {
        options.autocloseDelay = 8000;
        options.buttons = [
            {
                name: _t("Undo"),
                onClick: async () => {
                    close();
                    await actions.doAction(
                        await orm.call("scope.advice.hint", "action_undo", [hintIds])
                    );
                },
            },
        ];
    }
    close = notification.add(message, options);
    await refreshMessages(env, hintIds);
    return next;
}

registry.category("actions").add("scope_guard_hint_answered", hintAnswered);
