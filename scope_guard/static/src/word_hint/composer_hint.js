import { Composer } from "@mail/core/common/composer";
import { patch } from "@web/core/utils/patch";
import { WordHint } from "./word_hint";

patch(Composer, {
    components: { ...Composer.components, WordHint },
});

patch(Composer.prototype, {
    /** The hint below a mail; a note and the talk among colleagues are for ourselves. */
    get scopeWordHintProps() {
        const { composer, type } = this.props;
        const thread = this.thread;
        if (!thread || type === "note" || thread.model === "discuss.channel") {
            return false;
        }
        return {
            around: ".o-mail-Composer",
            className: "align-self-stretch",
            text: composer.composerText,
            name: `mail,${thread.model},${thread.id}`,
        };
    },
});
