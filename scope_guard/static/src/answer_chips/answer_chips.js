import { Component, toRaw, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const turns = new WeakMap();

/** Run a job on a form when those before it are done. */
function inTurn(form, job) {
    // Each row sees the form through a proxy of its own.
    const key = toRaw(form);
    const turn = (turns.get(key) || Promise.resolve()).catch(() => {}).then(job);
    turns.set(key, turn);
    return turn;
}

/** The row as the form has it now: after a save it is another object. */
function sameRecord(form, record) {
    for (const value of Object.values(form.data)) {
        const found = value?.records?.find(
            ({ resId, resModel }) =>
                resId && resId === record.resId && resModel === record.resModel
        );
        if (found) {
            return found;
        }
    }
    return record;
}

/**
 * A selection as a row of buttons that answer with one click, also in a list row that
 * is not being edited, and save at once: a conversation may stop at any line.
 *
 * Keys, while one of the buttons has the focus: 1, 2, 3 … answer and go to the next
 * row, the arrows left and right walk along the buttons, up and down along the rows.
 */
export class AnswerChipsField extends Component {
    static template = "scope_guard.AnswerChipsField";
    static props = {
        ...standardFieldProps,
        autosave: { type: Boolean, optional: true },
    };
    static defaultProps = { autosave: true };

    setup() {
        this.root = useRef("root");
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get options() {
        return this.props.record.fields[this.props.name].selection;
    }

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    get currentLabel() {
        return this.options.find(([value]) => value === this.value)?.[1] || "";
    }

    /**
     * Answer, save, and put the focus where the conversation goes on.
     *
     * @param {string} value the same answer again takes it back
     * @param {number} step how many rows further the focus goes
     */
    async choose(value, step = 0) {
        const { record, name } = this.props;
        const list = this.list;
        const answer = value === this.value ? false : value;
        const row = this.groups.indexOf(this.root.el) + step;
        const column = step ? 0 : this.options.findIndex(([key]) => key === value);
        const form = record.model.root;
        // One after the other: a save draws the rows anew, and a second answer given
        // meanwhile would be lost with the row it was given in.
        await inTurn(form, async () => {
            await sameRecord(form, record).update({ [name]: answer });
            if (this.props.autosave && (await form.checkValidity())) {
                await form.save();
            }
        });
        // Saving draws the rows anew.
        await new Promise((resolve) => setTimeout(resolve));
        await new Promise((resolve) => requestAnimationFrame(resolve));
        this.focus(list, row, column);
    }

    focus(list, row, column) {
        const groups = list.querySelectorAll(".o_scope_answer_chips");
        groups[row]?.querySelectorAll("button")[column]?.focus();
    }

    /** What holds all rows, and stays when they are drawn anew. */
    get list() {
        return this.root.el.closest(".o_field_x2many, .o_content") || this.root.el;
    }

    /** The rows' groups of buttons, in the order in which they are shown. */
    get groups() {
        return [...this.list.querySelectorAll(".o_scope_answer_chips")];
    }

    onKeydown(ev) {
        if (ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        const row = this.groups.indexOf(this.root.el);
        const buttons = [...this.root.el.querySelectorAll("button")];
        const column = buttons.indexOf(ev.target);
        const moves = {
            ArrowLeft: [row, column - 1],
            ArrowRight: [row, column + 1],
            ArrowUp: [row - 1, column],
            ArrowDown: [row + 1, column],
        };
        const answer = this.options[Number(ev.key) - 1];
        if (ev.key === "Enter" || ev.key === " ") {
            // The browser turns it into a click; the list must not open the row.
            ev.stopPropagation();
            return;
        } else if (ev.key in moves) {
            this.focus(this.list, ...moves[ev.key]);
        } else if (answer && answer[0] === this.value) {
            this.focus(this.list, row + 1, 0);
        } else if (answer) {
            this.choose(answer[0], 1);
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }
}

export const answerChipsField = {
    component: AnswerChipsField,
    displayName: _t("Answer buttons"),
    supportedTypes: ["selection"],
    supportedOptions: [
        {
            label: _t("Autosave"),
            name: "autosave",
            type: "boolean",
            default: true,
            help: _t("If checked, the record is saved as soon as an answer is chosen."),
        },
    ],
    isEmpty: () => false,
    extractProps: ({ options }, dynamicInfo) => ({
        autosave: "autosave" in options ? Boolean(options.autosave) : true,
        // Not the mode of the row: one click answers, without editing the row first.
        readonly: dynamicInfo.readonly,
    }),
};

registry.category("fields").add("scope_answer_chips", answerChipsField);
