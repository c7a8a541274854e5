import { registry } from "@web/core/registry";
import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");
const line = ".o_scope_hint_line";

// A task looks like an earlier suggestion: one click links it, one takes it back.
tours.add("scope_guard_hint_on_task", {
    steps: () => [
        { trigger: "[name=scope_hint]:contains(May belong to A-):contains(May 12)" },
        { trigger: "[name=scope_hint]:contains(because of)" },
        ...withBudget({ clicks: 1, fields: 0 }, [
            {
                trigger: "[name=scope_hint] button:contains(Link as what happened)",
                run: "click",
            },
            { trigger: "[name=scope_hint]:contains(Belongs to A-)" },
        ]),
        { trigger: ".o_notification:contains(as what happened) button:contains(Undo)", run: "click" },
        { trigger: "[name=scope_hint]:contains(May belong to A-)" },
        { trigger: "[name=scope_hint] button:contains(Not related)", run: "click" },
        { trigger: ".o_form_view:not(:has([name=scope_hint]))" },
        { trigger: ".o_notification:contains(not related)" },
    ],
});

// The same below the mail; the banner of the task follows.
tours.add("scope_guard_hint_below_mail", {
    steps: () => [
        { trigger: `${line}:contains(May belong to A-):contains(Specialist)` },
        ...withBudget({ clicks: 1, fields: 0 }, [
            { trigger: `${line} button:contains(Link as what happened)`, run: "click" },
            { trigger: `${line}:contains(Belongs to A-):not(:contains(Not related))` },
        ]),
        { trigger: "[name=scope_hint]:contains(Belongs to A-)" },
        { trigger: ".o_notification button:contains(Undo)", run: "click" },
        { trigger: `${line}:contains(May belong to A-)` },
        { trigger: "[name=scope_hint]:contains(May belong to A-)" },
        { trigger: `${line} button:contains(Look)`, run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=commitment_date]" },
    ],
});

// What is in their hands is written into the mail: in the chatter, then in the dialog.
tours.add("scope_guard_insert_status", {
    steps: () => [
        { trigger: "button:contains(Log note)", run: "click" },
        { trigger: ".o-mail-Composer-input" },
        { trigger: "body:not(:has(.o_scope_insert_status))" },
        ...withBudget({ clicks: 2, fields: 0 }, [
            { trigger: "button.o-mail-Chatter-sendMessage", run: "click" },
            { trigger: "button.o_scope_insert_status", run: "click" },
            {
                trigger:
                    ".o-mail-Composer-input:value(/in your team's hands, with Tom Kim, due May 12/)",
            },
        ]),
        { trigger: ".o-mail-Composer-input", run: "edit Dear Anna," },
        { trigger: "button[name=open-full-composer]", run: "click" },
        { trigger: ".modal .odoo-editor-editable:contains(Dear Anna)" },
        { trigger: ".modal button.o_scope_insert_status", run: "click" },
        {
            trigger:
                ".modal .odoo-editor-editable:contains(Dear Anna):contains(in your team's hands, with Tom Kim, due May 12)",
        },
        { trigger: ".modal .o_mail_send", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o-mail-Message:contains(Dear Anna):contains(in your team's hands)" },
    ],
});

// On the advice: what came of it, and what may belong to it.
tours.add("scope_guard_hint_on_advice", {
    steps: () => [
        { trigger: ".nav-link:contains(Since then)", run: "click" },
        {
            trigger:
                ".o_field_widget[name=open_hint_ids] .o_data_row button:contains(Link as what happened)",
            run: "click",
        },
        { trigger: ".nav-link:contains(Since then)", run: "click" },
        { trigger: ".o_field_widget[name=linked_hint_ids] .o_data_row:contains(posted twice)" },
    ],
});
