import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { addLoadingEffect } from "@web/core/utils/ui";
import { Interaction } from "@web/public/interaction";

/**
 * The page works without this. It keeps a button from being pressed twice, and puts a
 * small button beside each point that begins "About 4.2 …" in the box for changes.
 */
export class Agreement extends Interaction {
    static selector = ".o_agreement";
    dynamicContent = {
        form: { "t-on-submit": this.onSubmit },
        ".o_agreement_comment": { "t-on-click": this.onComment },
    };

    setup() {
        this.ways = this.el.querySelector("#changes");
        if (!this.ways) {
            return;
        }
        for (const cell of this.el.querySelectorAll(".o_agreement_kind .o_scope_number")) {
            const row = cell.parentElement;
            const name = row.querySelector(".o_scope_name").textContent;
            const button = document.createElement("button");
            button.type = "button";
            button.className = "btn btn-link o_agreement_comment";
            button.title = _t("Say something about this");
            button.setAttribute("aria-label", _t("Say something about %s", name));
            const icon = document.createElement("i");
            icon.className = "fa fa-comment-o";
            icon.setAttribute("aria-hidden", "true");
            button.append(icon);
            button.dataset.about = `${cell.firstElementChild.textContent} ${name}`;
            // Below the hours it costs no line of its own.
            row.lastElementChild.append(button);
        }
    }

    onComment(ev) {
        const box = this.ways.querySelector("textarea");
        const about = _t("About %s: ", ev.currentTarget.dataset.about);
        if (!box.value.includes(about)) {
            box.value += (box.value.trim() ? "\n" : "") + about;
        }
        this.ways.open = true;
        box.focus();
        box.setSelectionRange(box.value.length, box.value.length);
        box.scrollIntoView({ block: "center" });
    }

    onSubmit(ev) {
        const button = ev.currentTarget.querySelector("button[type='submit']");
        if (button.disabled) {
            ev.preventDefault();
            return;
        }
        this.registerCleanup(addLoadingEffect(button));
    }
}

registry.category("public.interactions").add("scope_guard.agreement", Agreement);
