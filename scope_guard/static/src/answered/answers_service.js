import { reactive } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** As many answers can be taken back, the last first. */
const DEPTH = 50;

/**
 * The answers given since the page was loaded, so that each can be taken back, also
 * after others were given.
 *
 * `state.message` says what was done last; `state.stack` holds the answers as
 * `{ message, flagIds }`, the last at its end; `state.bars` counts the bars on screen
 * that show them.
 */
export const answersService = {
    dependencies: ["orm"],
    start(env, { orm }) {
        const state = reactive({ message: "", stack: [], bars: 0 });
        let given = 0;

        function add({ message, flag_ids: flagIds }) {
            given++;
            state.message = message;
            if (!flagIds.length) {
                return null;
            }
            const answer = { message, flagIds };
            state.stack = [...state.stack.slice(1 - DEPTH), answer];
            return answer;
        }

        /**
         * Take an answer back.
         *
         * @param {Object} [answer] the last one without it
         * @returns {Promise<Object | undefined>} what was taken back
         */
        async function undo(answer = state.stack.at(-1)) {
            if (!answer) {
                return;
            }
            // Gone in any case: what cannot be taken back now cannot be later.
            const wanted = answer.flagIds.join();
            state.stack = state.stack.filter(({ flagIds }) => flagIds.join() !== wanted);
            state.message = "";
            await orm.call("scope.flag", "action_undo", [[...answer.flagIds]]);
            state.message = _t("Taken back: %s", answer.message);
            return answer;
        }

        return {
            state,
            add,
            undo,
            /** How many were given so far, also of those taken back. */
            get given() {
                return given;
            },
        };
    },
};

registry.category("services").add("scope_guard_answers", answersService);
