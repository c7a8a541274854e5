import { useEffect, useExternalListener, useState, useSubEnv } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { ListController } from "@web/views/list/list_controller";
import { AnsweredBar } from "../answered/answered_bar";
import { suggestionsOf } from "../suggestions/suggestions_field";
import { AcceptDialog } from "./accept_dialog";
import { InboxBar } from "./inbox_bar";

/** The answers: their key and the method of `scope.flag` that gives them. */
const VERBS = {
    accept: {
        key: "A",
        icon: "fa-check",
        label: _t("Accept"),
        title: _t("Place it on the item suggested first"),
    },
    change: {
        key: "C",
        icon: "fa-exchange",
        label: _t("Change"),
        title: _t("Ask the client for a change: more hours, a price, a later date"),
        method: "action_change",
    },
    goodwill: {
        key: "G",
        icon: "fa-gift",
        label: _t("Goodwill"),
        title: _t("Give it at no charge"),
        method: "action_goodwill",
    },
    contingency: {
        key: "N",
        icon: "fa-umbrella",
        label: _t("Contingency"),
        title: _t("Spend hours of the contingency, without asking the client"),
        method: "action_contingency",
    },
    later: {
        key: "L",
        icon: "fa-clock-o",
        label: _t("Later"),
        title: _t("Park it until somebody works on it"),
        method: "action_later",
    },
    internal: {
        key: "I",
        icon: "fa-home",
        label: _t("Internal"),
        title: _t("Our own work: it takes no hours of the scope"),
        method: "action_internal",
    },
    reply: {
        key: "R",
        icon: "fa-reply",
        label: _t("Reply"),
        title: _t("Reply to the client with the clause: what was agreed, and three ways"),
        method: "action_reply",
    },
    ask: {
        key: "Q",
        icon: "fa-question",
        label: _t("Ask the project manager"),
        title: _t("Leave a note for the project manager, who decides this"),
        method: "action_ask",
    },
};
const ANSWERS = ["change", "goodwill", "later", "internal"];
const DECISIONS = [...ANSWERS, "contingency"];

/** Contingency where some is left; last, so that the others keep their place. */
function spendingOn(records) {
    return records.some(({ data }) => data.can_spend) ? ["contingency"] : [];
}

/** The row that was in focus last, for who opens a task and comes back. */
let lastId = null;

/** Keys are for the list, while nothing else is open above it; the hint on a cut title is nothing. */
function isFree(target) {
    return (
        !document.querySelector(".o-dropdown--menu, .o_popover:not(:has(.o-tooltip))") &&
        !target.closest?.("select, [contenteditable=true]")
    );
}

/** Space and the like belong to the button or box that has the focus. */
function isFreeOfControls(target) {
    return isFree(target) && !target.closest?.("button, a, input");
}

function sum(records, name) {
    return records.reduce((total, record) => total + (record.data[name] || 0), 0);
}

function shortHours(hours) {
    const minutes = Math.round(hours * 60);
    const rest = minutes % 60;
    return `${Math.floor(minutes / 60)}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}

/**
 * The list *To decide*: one key answers the row in focus or the marked rows, the focus
 * goes on to the next, and each answer can be taken back.
 */
export class InboxController extends ListController {
    static template = "scope_guard.InboxView";
    static components = { ...ListController.components, AnsweredBar, InboxBar };

    setup() {
        super.setup();
        this.answers = useService("scope_guard_answers");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.ui = useService("ui");
        // The row in focus, by id: each answer draws the rows anew.
        this.inbox = useState({ currentId: null });
        this.turn = Promise.resolve();
        useSubEnv({ scopeInbox: this });

        for (const [verb, { key }] of Object.entries(VERBS)) {
            useHotkey(key.toLowerCase(), () => this.answer(verb), { isAvailable: isFree });
        }
        for (const rank of [0, 1, 2]) {
            useHotkey(String(rank + 1), () => this.choose(rank), { isAvailable: isFree });
        }
        for (const key of ["u", "control+z", "alt+z"]) {
            useHotkey(key, () => this.undo(), { isAvailable: isFree });
        }
        useHotkey("s", () => this.focusSearch(), { isAvailable: isFree });
        useHotkey("x", () => this.toggleMark(), { isAvailable: isFree });
        useHotkey("space", () => this.toggleMark(), { isAvailable: isFreeOfControls });
        const repeated = { isAvailable: isFree, allowRepeat: true };
        useHotkey("arrowdown", () => this.move(1), repeated);
        useHotkey("arrowup", () => this.move(-1), repeated);
        // No hotkey of Odoo's may be a slash.
        useExternalListener(window, "keydown", (ev) => {
            const typing = ev.target.closest?.("input, textarea, select, [contenteditable=true]");
            const modified = ev.ctrlKey || ev.altKey || ev.metaKey;
            if (
                ev.key === "/" &&
                !modified &&
                (!typing || typing.matches("[type=checkbox]")) &&
                !this.isCovered &&
                isFree(ev.target)
            ) {
                ev.preventDefault();
                this.focusSearch();
            }
        });
        // A dialog above the list is gone: keys answer the row again.
        useBus(this.ui.bus, "active-element-changed", () => {
            if (!this.isCovered && this.current) {
                this.focus(this.current);
            }
        });
        useEffect(
            (isReady) => {
                if (isReady && !this.env.isSmall) {
                    this.uiElement = this.ui.activeElement;
                    const last = this.records.find(({ resId }) => resId === lastId);
                    this.focus(last || this.records[0]);
                }
            },
            () => [this.model.isReady]
        );
    }

    // ------------------------------------------------------------------ rows
    get records() {
        return this.model.root.records;
    }

    get current() {
        return this.records.find(({ resId }) => resId === this.inbox.currentId);
    }

    /** The marked rows, else the row in focus. */
    get targets() {
        const marked = this.model.root.selection;
        return marked.length ? marked : this.current ? [this.current] : [];
    }

    /** A dialog is open above the list. */
    get isCovered() {
        return this.ui.activeElement !== this.uiElement;
    }

    setCurrent(record) {
        this.inbox.currentId = record ? record.resId : null;
        lastId = this.inbox.currentId;
    }

    rowElement(record) {
        return this.rootRef.el?.querySelector(`.o_data_row[data-id="${record.id}"]`);
    }

    focus(record) {
        this.setCurrent(record);
        const cell = record && this.rowElement(record)?.querySelector(".o_data_cell");
        if (cell && !this.isCovered) {
            cell.focus();
            cell.scrollIntoView({ block: "nearest" });
        }
    }

    move(step) {
        const index = this.records.indexOf(this.current);
        const next = index < 0 ? 0 : index + step;
        if (this.records[next]) {
            this.focus(this.records[next]);
        }
    }

    toggleMark() {
        this.current?.toggleSelection();
    }

    /** The search of a row, while somebody types in it. */
    get searchInput() {
        const active = document.activeElement;
        return active?.matches(".o_data_row .o_scope_search input") ? active : undefined;
    }

    focusSearch() {
        const record = this.current || this.records[0];
        if (record) {
            this.setCurrent(record);
            this.rowElement(record)?.querySelector(".o_scope_search input")?.focus();
        }
    }

    /** Id of the row that has its turn when these are answered. */
    nextId(answered) {
        const ids = new Set(answered.map(({ resId }) => resId));
        const last = this.records.findLastIndex(({ resId }) => ids.has(resId));
        const others = this.records.filter(({ resId }) => !ids.has(resId));
        const next =
            others.find((record) => this.records.indexOf(record) > last) || others.at(-1);
        return next?.resId;
    }

    /** Draw the rows anew, and put the first of these that is there in focus. */
    async reload(...focusIds) {
        await this.model.load();
        // Who types in a search goes on typing: elsewhere these letters are answers.
        const typed = this.searchInput?.value;
        const typedId = this.inbox.currentId;
        // The rows are drawn in the next frame.
        await new Promise((resolve) => requestAnimationFrame(resolve));
        await new Promise((resolve) => setTimeout(resolve));
        const { records } = this;
        if (this.searchInput) {
            return;
        }
        if (typed !== undefined && records.some(({ resId }) => resId === typedId)) {
            this.inbox.currentId = typedId;
            this.focusSearch();
            if (typed) {
                this.searchInput.value = typed;
                this.searchInput.dispatchEvent(new InputEvent("input", { bubbles: true }));
            }
            return;
        }
        const found = focusIds.map((id) => records.find(({ resId }) => resId === id));
        this.focus(found.find(Boolean) || records[0]);
    }

    // ------------------------------------------------------------------ answers
    /** Run a job when those before it are done: keys may come faster than answers. */
    inTurn(job) {
        const turn = this.turn.then(() => (this.isCovered ? undefined : job()));
        this.turn = turn.catch(() => {});
        return turn;
    }

    async give(method, records, ...args) {
        const focusId = this.nextId(records);
        const ids = this.model.root.isDomainSelected
            ? await this.model.root.getResIds(true)
            : records.map(({ resId }) => resId);
        const action = await this.orm.call("scope.flag", method, [ids, ...args]);
        await this.follow(action, focusId);
    }

    /** Say what an answer did, or ask what it needs to know. */
    async follow(action, focusId) {
        if (action.tag === "scope_guard_answered") {
            this.answers.add(action.params);
            await this.reload(focusId);
        } else {
            const { given } = this.answers;
            await this.actionService.doAction(action, {
                onClose: () => {
                    // Discarded, the rows and their marks stay as they are.
                    if (this.answers.given > given) {
                        // Not waited for: the dialog goes first.
                        this.reload(focusId);
                    }
                },
            });
        }
    }

    /**
     * @param {string} verb key of VERBS
     * @param {Object[]} [records] the marked rows, else the row in focus
     */
    answer(verb, records) {
        return this.inTurn(async () => {
            const targets = records || this.targets;
            if (!targets.length) {
                return;
            }
            if (verb === "accept") {
                return this.accept(targets, 0);
            }
            const decided = targets.every(({ data }) => data.can_decide);
            if (DECISIONS.includes(verb) && !decided) {
                this.notification.add(
                    _t("This is for the project manager to decide. Q asks for it.")
                );
            } else if (verb === "reply" && targets.length > 1) {
                this.notification.add(_t("A reply is about one task: mark no others."));
            } else if (verb !== "ask" || !decided) {
                await this.give(VERBS[verb].method, targets);
            }
        });
    }

    /** The first, second or third chip. */
    choose(rank) {
        return this.inTurn(async () => {
            if (this.targets.length) {
                await this.accept(this.targets, rank);
            }
        });
    }

    async accept(records, rank) {
        if (records.length > 1 || this.model.root.isDomainSelected) {
            return this.confirmAccept(records, rank);
        }
        const item = suggestionsOf(records[0])[rank];
        if (item) {
            await this.give("action_map", records, item.id);
        } else if (rank === 0) {
            this.notification.add(
                _t("No item shares words with this task. Press S to look one up.")
            );
        }
    }

    async confirmAccept(records, rank) {
        const ids = await this.model.root.getResIds(true);
        const proposals = await this.orm.call("scope.flag", "get_proposals", [ids]);
        const focusId = this.nextId(records);
        const confirm = async (places) => {
            const action = await this.orm.call("scope.flag", "action_place", [places]);
            this.answers.add(action.params);
            await this.reload(focusId);
        };
        this.dialog.add(AcceptDialog, { proposals, rank, confirm });
    }

    /** A chip or the search of a row. */
    place(record, itemId) {
        return this.inTurn(() => this.give("action_map", [record], itemId));
    }

    placeMarked(itemId) {
        return this.inTurn(() => this.give("action_map", this.targets, itemId));
    }

    undo() {
        return this.inTurn(async () => {
            const answer = await this.answers.undo();
            if (answer) {
                await this.reload(answer.flagIds[0]);
            }
        });
    }

    async open(record) {
        await this.openRecord(record);
    }

    // ------------------------------------------------------------------ what can be said
    rowVerbs(record) {
        const { asked, can_decide: decides } = record.data;
        const others = [...ANSWERS, "reply", ...spendingOn([record])];
        const names = decides ? others : asked ? [] : ["ask"];
        return names.map((name) => ({ name, ...VERBS[name] }));
    }

    get barVerbs() {
        const { targets } = this;
        const asks = (targets.length ? targets : this.records).some(
            ({ data }) => !data.can_decide
        );
        const shown = targets.length ? targets : this.records;
        const reply = targets.length > 1 ? [] : ["reply"];
        const answers = asks
            ? ["ask", ...reply]
            : [...ANSWERS, ...reply, ...spendingOn(shown)];
        return ["accept", ...answers].map((name) => ({
            name,
            ...VERBS[name],
            label: this.verbLabel(name, targets),
        }));
    }

    verbLabel(name, records) {
        const { label } = VERBS[name];
        if (this.model.root.selection.length < 2) {
            return label;
        }
        if (name === "accept") {
            return _t("Accept…");
        }
        if (name === "change") {
            return this.markedProjectId
                ? _t("One change with %s lines", records.length)
                : _t("Changes, %s lines", records.length);
        }
        const hours = sum(records, "work_hours");
        const currencies = new Set(records.map(({ data }) => data.currency_id?.id));
        if (name === "goodwill" && hours && currencies.size === 1) {
            return _t("Goodwill, %(hours)s h = %(amount)s", {
                hours: shortHours(hours),
                amount: formatMonetary(sum(records, "work_amount"), {
                    currencyId: [...currencies][0],
                }),
            });
        }
        return label;
    }

    get markedProjectId() {
        const ids = new Set(this.model.root.selection.map(({ data }) => data.project_id?.id));
        return ids.size === 1 ? [...ids][0] : false;
    }
}
