import { Composer } from "@mail/core/common/composer";
import { Thread } from "@mail/core/common/thread_model";
import { Component, markup, onWillStart, toRaw, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

patch(Thread.prototype, {
    setup() {
        super.setup(...arguments);
        /**
         * What is first in the client's hands, as we say it: a mail could report on it.
         *
         * @type {string | false}
         */
        this.scope_in_hands = false;
    },
});

/** @returns {Promise<string[]>} a line for each commitment, in the client's language */
function fetchStatus(orm, model, id) {
    return orm.call("scope.advice", "scope_status_text", [model, id]);
}

/** The lines as blocks of their own, and an empty one to write on. */
function statusBlocks(lines) {
    return [...lines, ""].map((line) => {
        const block = document.createElement("div");
        block.className = "o-paragraph";
        if (line) {
            block.textContent = line;
        } else {
            block.append(document.createElement("br"));
        }
        return block;
    });
}

patch(Composer.prototype, {
    /** @returns {string | false} what is first in the client's hands, as we say it */
    get scopeInHands() {
        const { composer, type } = this.props;
        // A note is for ourselves.
        return !composer.message && type !== "note" && this.thread?.scope_in_hands;
    },

    /** A draft: the user goes on writing where the status ends. */
    async onClickInsertStatus() {
        const { model, id } = this.thread;
        const lines = await fetchStatus(this.env.services.orm, model, id);
        if (!lines.length) {
            return;
        }
        const composer = toRaw(this.props.composer);
        if (this.editor) {
            const fragment = document.createDocumentFragment();
            fragment.append(...statusBlocks(lines));
            this.editor.shared.dom.insert(fragment);
            this.editor.shared.history.addStep();
        } else {
            const text = composer.composerText;
            const before = text.slice(0, composer.selection.start);
            const lead = !before || before.endsWith("\n") ? "" : "\n";
            const status = `${lead}${lines.join("\n")}\n`;
            composer.composerText = before + status + text.slice(composer.selection.end);
            this.selection.moveCursor((before + status).length);
        }
        composer.autofocus++;
    },
});

/** The same in the full composer: a button beside *Send*. */
export class InsertStatusWidget extends Component {
    static template = "scope_guard.InsertStatusWidget";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ lines: [] });
        onWillStart(async () => {
            const { model, res_ids: ids } = this.props.record.data;
            const [id, ...others] = JSON.parse(ids || "[]");
            const thread = id && !others.length && this.env.services["mail.store"].Thread;
            // The thread knows already whether there is anything, most have nothing.
            if (thread && thread.get({ model, id })?.scope_in_hands) {
                this.state.lines = await fetchStatus(this.orm, model, id);
            }
        });
    }

    async onClick() {
        const { record } = this.props;
        // What was typed so far, first.
        await record.model._askChanges();
        const body = document.createElement("div");
        body.innerHTML = record.data.body || "";
        const blocks = statusBlocks(this.state.lines);
        const last = body.querySelector(
            ".o-signature-container, blockquote, [data-o-mail-quote]"
        );
        let place = last;
        while (place && place.parentElement !== body) {
            place = place.parentElement;
        }
        for (const block of blocks) {
            body.insertBefore(block, place);
        }
        // markup: what the editor held, and text that was set as text.
        await record.update({ body: markup(body.innerHTML) });
    }
}

registry.category("view_widgets").add("scope_insert_status", {
    component: InsertStatusWidget,
    fieldDependencies: [
        { name: "model", type: "char" },
        { name: "res_ids", type: "text" },
        { name: "body", type: "html" },
    ],
});
