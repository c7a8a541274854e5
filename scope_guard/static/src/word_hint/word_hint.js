import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { compileRules, findBlame, writtenText } from "./words";

const DELAY = 600; // milliseconds after the last key
const INPUTS = "textarea:not([disabled]), input[type='text'], .odoo-editor-editable";

/** Fields whose hint was closed: of a text that one has looked at, once is enough. */
const closed = new Set();

let loading;
/** The list comes once per page load, when somebody begins to write. */
function loadRules(orm) {
    loading ||= orm
        .silent.call("scope.advice", "scope_blame_words", [])
        .then(compileRules)
        .catch(() => {
            // A hint is no reason to trouble anybody: it is tried again later.
            loading = undefined;
            return [];
        });
    return loading;
}

/**
 * Points at words of blame in a text that a client will read. It advises, below the text,
 * and never stands in the way.
 */
export class WordHint extends Component {
    static template = "scope_guard.WordHint";
    static props = {
        /** The text so far; it may be older than what is typed at this moment. */
        text: { optional: true },
        /** Names the text, so that a closed hint stays closed. */
        name: { type: String },
        /** Of the element around this hint and the text. */
        around: { type: String },
        /** When it was noted, if that is known. */
        day: { optional: true },
        className: { type: String, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.state = useState({ found: false });
        this.look = useDebounced(this.look.bind(this), DELAY);
        const onInput = (ev) => ev.target.matches?.(INPUTS) && this.look();
        let around;
        onMounted(() => {
            around = this.root.el.closest(this.props.around);
            around?.addEventListener("input", onInput);
        });
        onWillUnmount(() => around?.removeEventListener("input", onInput));
        // From the library, from a template, pasted by a button: no key is pressed.
        useEffect(
            (text) => {
                if (text) {
                    this.look();
                } else {
                    this.state.found = false;
                }
            },
            () => [String(this.props.text || "")]
        );
    }

    get sentence() {
        const { phrase, alternative } = this.state.found;
        return _t("“%(phrase)s”: a client or a judge may read this; try “%(alternative)s”.", {
            phrase,
            alternative,
        });
    }

    get currentText() {
        const input = this.root.el?.closest(this.props.around)?.querySelector(INPUTS);
        if (!input) {
            return "";
        }
        return "value" in input ? input.value : writtenText(input);
    }

    async look() {
        if (closed.has(this.props.name) || !this.currentText.trim()) {
            this.state.found = false;
            return;
        }
        const rules = await loadRules(this.orm);
        [this.state.found = false] = findBlame(this.currentText, rules, this.props.day);
    }

    close() {
        closed.add(this.props.name);
        this.state.found = false;
        this.root.el.closest(this.props.around)?.querySelector(INPUTS)?.focus();
    }
}
