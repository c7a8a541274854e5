import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * Says what an answer did, and offers to take it back: in the bar of the list *To
 * decide*, elsewhere in a notification.
 *
 * params: message, flag_ids (ids of the `scope.flag` that it closed), next (an action)
 */
function answered(env, action) {
    const { message, next } = action.params;
    const { action: actionService, notification, scope_guard_answers: answers } = env.services;
    const answer = answers.add(action.params);
    if (answers.state.bars) {
        return next;
    }
    if (answer) {
        const close = notification.add(message, {
            type: "success",
            autocloseDelay: 8000,
            buttons: [
                {
                    name: _t("Undo"),
                    onClick: async () => {
                        close();
                        await answers.undo(answer);
                        await actionService.doAction({
                            type: "ir.actions.client",
                            tag: "soft_reload",
                        });
                    },
                },
            ],
        });
    } else {
        notification.add(message, { type: "success" });
    }
    return next;
}

registry.category("actions").add("scope_guard_answered", answered);
