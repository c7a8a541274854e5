import { registry } from "@web/core/registry";
import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");
const sheet = ".o_scope_call_sheet";

// 07:10, car park: the mail was forwarded, the sheet is one tap away.
const callSheet = (row) => [
    ...withBudget({ clicks: 2, fields: 0 }, [
        { trigger: `${row}:contains(Shop orders missing)`, run: "click" },
        { trigger: `${sheet}:contains(Anna Berg) a[href^='tel:+49421']` },
        { trigger: `${sheet}:contains(Specialist for the connection):contains(Their team takes it)` },
        { trigger: `${sheet}:contains(We know our shop best)` },
        { trigger: `${sheet}:contains(is not finished)` },
        { trigger: ".alert:contains(Automatic mails to Nordwind GmbH are paused)" },
        { trigger: "button[name=action_called]", run: "click" },
    ]),
    { trigger: ".o_form_view:not(:has(button[name=action_called]))" },
];

tours.add("scope_guard_why_call_sheet", { steps: () => callSheet(".o_data_row td[name=incident]") });
tours.add("scope_guard_why_call_sheet_phone", { steps: () => callSheet(".o_kanban_record") });

// Three lines to the sender alone.
tours.add("scope_guard_why_hold", {
    steps: () => [
        ...withBudget({ clicks: 2, fields: 0 }, [
            { trigger: "button[name=action_hold]", run: "click" },
            { trigger: ".modal [name=recipient]:contains(anna@nordwind)" },
            { trigger: ".modal [name=copy_note]:contains(14 others in copy get nothing)" },
            { trigger: ".modal [name=body] textarea:value(take it seriously)" },
            { trigger: ".modal .modal-footer button[name=action_send]", run: "click" },
        ]),
        {
            trigger:
                "body:not(:has(.modal)) .o_arrow_button_current:contains(Summary)",
        },
    ],
});

// What goes in, our own words, the mail; then it is settled, and that taken back.
tours.add("scope_guard_why_summary", {
    steps: () => [
        { trigger: "button[name=action_show_others]", run: "click" },
        {
            trigger:
                "[name=line_ids] .o_data_row:contains(Something else 0) td[name=included] input:not(:checked)",
        },
        {
            trigger:
                "[name=line_ids] .o_data_row:contains(Specialist) td[name=included] input:checked",
        },
        {
            trigger:
                "[name=line_ids] .o_data_row:contains(Training) td[name=included]",
            run: "click",
        },
        {
            trigger:
                "[name=line_ids] .o_data_row:contains(Training) td[name=included] input:checked",
        },
        { trigger: "[name=proposal] textarea", run: "edit Two days of Ms Okafor." },
        { trigger: ".o_statusbar_buttons button[name=action_send_summary]", run: "click" },
        { trigger: ".modal [name=partner_id] input:value(Anna Berg)" },
        { trigger: ".modal [name=body] textarea:value(extract)" },
        { trigger: ".modal .modal-footer button[name=action_send]", run: "click" },
        { trigger: "body:not(:has(.modal)) .nav-link:contains(On file)", run: "click" },
        { trigger: "[name=version_ids] .o_data_row:contains(Summary sent)" },
        { trigger: ".o_statusbar_buttons button[name=action_done]", run: "click" },
        { trigger: ".o_form_view:not(:has(.alert:contains(paused))) button[name=action_reopen]" },
        { trigger: "button[name=action_reopen]", run: "click" },
        { trigger: ".alert:contains(Automatic mails to Nordwind GmbH are paused)" },
    ],
});

// From the very message.
tours.add("scope_guard_why_from_message", {
    steps: () => [
        { trigger: ".o-mail-Message:contains(Anna Berg)", run: "hover" },
        ...withBudget({ clicks: 2, fields: 0 }, [
            {
                trigger: ".o-mail-Message:contains(Anna Berg) [title='Expand']",
                run: "click",
            },
            { trigger: ".o-dropdown-item:contains(Answer why)", run: "click" },
            { trigger: `${sheet}:contains(Specialist for the connection)` },
        ]),
    ],
});
