import { registry } from "@web/core/registry";

import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");
const draft = (text) => `.modal .o_field_widget[name=body] .odoo-editor-editable:contains(${text})`;

// From the banner of the task: the draft is there, nothing to type, one click sends it.
tours.add("scope_guard_reply_from_task", {
    steps: () => [
        ...withBudget({ clicks: 2, fields: 0 }, [
            { trigger: ".alert button[name=action_scope_reply]", run: "click" },
            { trigger: draft("Mobile app") },
            { trigger: draft("600.00") },
            { trigger: ".modal .o_field_widget[name=partner_ids] .o_tag:contains(Anna Berg)" },
            { trigger: ".modal button.o_mail_send:enabled", run: "click" },
        ]),
        { trigger: "body:not(:has(.modal)) .o-mail-Message:contains(Swap)" },
    ],
});

// From a message: two clicks to the draft. Another item rewrites it.
tours.add("scope_guard_reply_from_message", {
    steps: () => [
        { trigger: ".o-mail-Message:contains(Tom Kim)", run: "hover" },
        ...withBudget({ clicks: 2, fields: 0 }, [
            {
                trigger:
                    ".o-mail-Message:contains(Tom Kim) .o-mail-Message-actions button[title=Expand]",
                run: "click",
            },
            { trigger: ".o-dropdown-item:contains(Reply with the clause)", run: "click" },
            { trigger: draft("Mobile app") },
        ]),
        { trigger: ".modal .o_field_widget[name=partner_ids] .o_tag:contains(Tom Kim)" },
        { trigger: ".modal .o_field_widget[name=scope_item_id] input", run: "edit Spare" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Spare parts)", run: "click" },
        { trigger: draft("Spare parts") },
        { trigger: ".modal button.o_mail_send:enabled", run: "click" },
        { trigger: "body:not(:has(.modal)) .o-mail-Message:contains(Spare parts)" },
    ],
});
