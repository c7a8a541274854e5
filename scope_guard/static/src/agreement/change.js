import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/**
 * The form works without this. It says as one goes along how many hours a swap still
 * needs and what the agreement is worth with the answer, and puts one row of buttons
 * above that answers all points in the same way.
 */
export class ChangeForm extends Interaction {
    static selector = ".o_change_form";
    dynamicContent = {
        _root: { "t-on-input": this.update, "t-on-change": this.update },
        ".o_change_all button": { "t-on-click": this.onAll },
    };

    setup() {
        this.lines = [...this.el.querySelectorAll(".o_change_line")];
        this.items = [...this.el.querySelectorAll(".o_change_item")];
        if (this.lines.length > 1) {
            this.lines[0].before(this.makeRowForAll());
        }
    }

    start() {
        // Also after a reload that kept what was chosen.
        this.update();
    }

    /** Ways that every point offers, as one row of buttons. */
    makeRowForAll() {
        const choices = this.lines.map((line) => [...line.querySelectorAll("[type='radio']")]);
        const common = choices[0].filter((radio) =>
            choices.every((radios) => radios.some((other) => other.value === radio.value))
        );
        const row = document.createElement("div");
        row.className = "o_change_all";
        const title = document.createElement("div");
        title.className = "text-muted";
        title.textContent = _t("The same for all points:");
        const buttons = document.createElement("div");
        buttons.className = "o_change_choice";
        for (const radio of common) {
            const button = document.createElement("button");
            button.type = "button";
            button.className = "btn";
            button.dataset.way = radio.value;
            button.textContent = radio.nextElementSibling.querySelector("b").textContent;
            buttons.append(button);
        }
        row.append(title, buttons);
        return row;
    }

    onAll(ev) {
        const way = ev.currentTarget.dataset.way;
        for (const line of this.lines) {
            line.querySelector(`[type='radio'][value='${way}']`).checked = true;
        }
        this.update();
    }

    wayOf(line) {
        return line.querySelector("[type='radio']:checked")?.value;
    }

    update() {
        const swapped = this.lines.filter((line) => this.wayOf(line) === "swap");
        const needed = swapped.reduce((sum, line) => sum + Number(line.dataset.hours), 0);
        this.el.querySelector(".o_change_swap")?.classList.toggle("d-none", !swapped.length);
        for (const item of this.items) {
            const leaves = item.querySelector("[type='checkbox']").checked;
            for (const part of item.querySelectorAll("input[inputmode], .o_change_of")) {
                part.classList.toggle("d-none", !leaves);
            }
        }
        this.showSum(needed);
        this.showValue();
    }

    /** Hours that leave with what is ticked; NaN where no number stands. */
    chosen() {
        const unit = Number(this.el.dataset.unit);
        let sum = 0;
        for (const item of this.items) {
            if (!item.querySelector("[type='checkbox']").checked) {
                continue;
            }
            const box = item.querySelector(".o_change_hours input");
            const typed = box.value.trim().replace(",", ".");
            const whole = !typed || box.value === box.defaultValue;
            sum += whole ? Number(item.dataset.hours) : Number(typed) * unit;
        }
        return Math.round(sum * 100) / 100;
    }

    showSum(needed) {
        const box = this.el.querySelector(".o_change_sum");
        if (!box) {
            return;
        }
        const given = this.chosen();
        box.classList.toggle("text-danger", needed > 0 && given > 0 && given < needed);
        if (!needed || Number.isNaN(given)) {
            box.textContent = "";
        } else if (given > needed) {
            box.textContent = _t("Needed %(needed)s, chosen %(given)s: %(more)s more than needed.", {
                needed: this.hours(needed),
                given: this.hours(given),
                more: this.hours(given - needed),
            });
        } else if (given < needed) {
            box.textContent = _t("Needed %(needed)s, chosen %(given)s: %(more)s still to choose.", {
                needed: this.hours(needed),
                given: this.hours(given),
                more: this.hours(needed - given),
            });
        } else {
            box.textContent = _t("Needed %(needed)s, chosen %(given)s: it fits.", {
                needed: this.hours(needed),
                given: this.hours(given),
            });
        }
    }

    /** What the agreement is worth once each point has its answer. */
    showValue() {
        const row = this.el.querySelector(".o_change_with");
        if (!row || !this.lines.some((line) => this.wayOf(line))) {
            return;
        }
        const paid = this.lines
            .filter((line) => this.wayOf(line) === "pay")
            .reduce((sum, line) => sum + Number(line.dataset.price), 0);
        row.querySelector(".o_change_with_all").classList.add("d-none");
        row.querySelector(".o_change_with_yours").classList.remove("d-none");
        row.querySelector("td").textContent = this.money(Number(this.el.dataset.value) + paid);
    }

    get locale() {
        return document.documentElement.lang || undefined;
    }

    hours(value) {
        const days = this.el.dataset.days;
        const figure = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 2 }).format(
            days ? value / Number(this.el.dataset.unit) : value
        );
        return days ? _t("%s days", figure) : _t("%s h", figure);
    }

    /** As the page writes amounts: the symbol where the currency has it. */
    money(value) {
        const { symbol, position, digits } = this.el.dataset;
        const figure = new Intl.NumberFormat(this.locale, {
            minimumFractionDigits: Number(digits),
            maximumFractionDigits: Number(digits),
        }).format(value);
        return position === "before" ? `${symbol}\u00a0${figure}` : `${figure}\u00a0${symbol}`;
    }
}

registry.category("public.interactions").add("scope_guard.change", ChangeForm);
