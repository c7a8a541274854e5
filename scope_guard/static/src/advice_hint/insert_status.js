import { registerComposerAction } from "@mail/core/common/composer_actions";
import { Thread } from "@mail/core/common/thread_model";
import { Component, markup, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

patch(Thread.prototype, {
    setup() {
        super.setup(...arguments);
        /** Whether something is in the client's hands that a mail could report on. */
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

registerComposerAction("scope-insert-status", {
    condition: ({ composer, owner }) =>
        composer.targetThread?.scope_in_hands &&
        !composer.message &&
        owner.props.type !== "note",
    icon: "fa fa-handshake-o",
    name: _t("Insert status: what is in whose hands"),
    onSelected: async ({ composer, owner, store }) => {
        const { model, id } = composer.targetThread;
        const lines = await fetchStatus(store.env.services.orm, model, id);
        if (!lines.length) {
            return;
        }
        if (owner.editor) {
            const fragment = document.createDocumentFragment();
            fragment.append(...statusBlocks(lines));
            owner.editor.shared.dom.insert(fragment);
            owner.editor.shared.history.addStep();
        } else {
            const position = composer.selection.start;
            const before = composer.composerText.slice(0, position);
            const lead = !before || before.endsWith("\n") ? "" : "\n";
            composer.insertText(`${lead}${lines.join("\n")}\n`, position);
        }
        composer.autofocus++;
    },
    sequence: 4,
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
