import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * Says what an answer did, and offers to take it back.
 *
 * params: message, flag_ids (ids of the `scope.flag` that it closed), next (an action)
 */
function answered(env, action) {
    const { message, flag_ids: flagIds, next } = action.params;
    const { notification, orm } = env.services;
    if (flagIds.length) {
        const close = notification.add(message, {
            type: "success",
            autocloseDelay: 8000,
            buttons: [
                {
                    name: _t("Undo"),
                    onClick: async () => {
                        close();
                        await orm.call("scope.flag", "action_undo", [flagIds]);
                        await env.services.action.doAction({
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
