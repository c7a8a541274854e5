import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** What the last answer did, with *Undo*; it stays until the next answer. */
export class AnsweredBar extends Component {
    static template = "scope_guard.AnsweredBar";
    static props = { undo: Function };

    setup() {
        const answers = useService("scope_guard_answers");
        this.state = useState(answers.state);
        onMounted(() => answers.state.bars++);
        onWillUnmount(() => answers.state.bars--);
    }

    get last() {
        return this.state.stack.at(-1);
    }
}
