import { registry } from "@web/core/registry";
import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");

// What the client wrote is on record: message, Log as advice, library, answer, Record.
tours.add("scope_guard_log_advice_from_message", {
    steps: () => [
        { trigger: ".o-mail-Message:contains(Tom Kim)", run: "hover" },
        ...withBudget({ clicks: 5, fields: 1 }, [
            {
                trigger: ".o-mail-Message:contains(Tom Kim) [title='Expand']",
                run: "click",
            },
            { trigger: ".o-dropdown-item:contains(Log as advice)", run: "click" },
            { trigger: ".modal .o_field_widget[name=source_note]:contains(Tom Kim)" },
            { trigger: ".modal .o_field_widget[name=template_id] input", run: "edit load" },
            { trigger: ".o-autocomplete--dropdown-item:contains(/^Load test$/)", run: "click" },
            { trigger: ".modal .o_field_widget[name=name] input:value(Load test)" },
            {
                trigger: ".modal .o_field_widget[name=decision] .o_selection_badge:contains(Their team)",
                run: "click",
            },
            { trigger: ".modal .o_field_widget[name=commitment_date] button:contains(/./)" },
            { trigger: ".modal .modal-footer button[name=action_record]", run: "click" },
        ]),
        {
            trigger:
                "body:not(:has(.modal)) .o-mail-Message:contains(Tom Kim) .o_scope_message_advice a:contains(A-)",
        },
    ],
});

// On a small screen the library opens as a list to tap on.
const short = [
    { trigger: ".modal .o_field_widget[name=template_id] input", run: "click" },
    { trigger: ".modal .o_kanban_record:contains(/^Load test\\W*Two days/)", run: "click" },
    { trigger: ".modal .o_field_widget[name=name] input:value(Load test)" },
    {
        trigger: ".modal .o_field_widget[name=decision] .o_selection_badge:contains(Their team)",
        run: "click",
    },
    {
        trigger: ".modal .o_field_widget[name=commitment_date] button",
        run: "click",
    },
    {
        trigger: ".modal .o_field_widget[name=commitment_date] input",
        run: "edit 05/12/2031",
    },
    { trigger: ".modal .modal-footer button[name=action_record]", run: "click" },
];

// After a call, on a phone: + Advice on the customer.
tours.add("scope_guard_phone_advice_from_customer", {
    steps: () => [
        { trigger: ".o_notebook .nav-link:contains(Advice)", run: "click" },
        ...withBudget({ clicks: 6, fields: 2 }, [
            { trigger: "button[name=action_new_scope_advice]", run: "click" },
            { trigger: ".modal .o_field_widget[name=contact_id] input:value(Tom Kim)" },
            ...short,
        ]),
        { trigger: "body:not(:has(.modal)) .o_field_widget[name=scope_in_hands]:contains(Load test)" },
    ],
});

// The same from the advice of a project.
tours.add("scope_guard_phone_advice_from_project", {
    steps: () => [
        ...withBudget({ clicks: 6, fields: 2 }, [
            { trigger: ".o_view_nocontent:contains(No suggestion)" },
            { trigger: "button.o-kanban-button-new", run: "click" },
            { trigger: ".modal .o_field_widget[name=contact_id] input:value(Tom Kim)" },
            ...short,
        ]),
        { trigger: "body:not(:has(.modal)) .o_kanban_record:contains(Load test)" },
    ],
});

// An answer that came later is a draft until it is recorded: it is asked once.
tours.add("scope_guard_record_answer", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=decision] .o_selection_badge:contains(Not taken up)",
            run: "click",
        },
        { trigger: "button[name=action_record_answer]" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved .alert:contains(This answer is a draft)" },
        {
            trigger: ".o_field_widget[name=decision] .o_selection_badge:contains(Taken up)",
            run: "click",
        },
        { trigger: "button[name=action_record_answer]", run: "click" },
        { trigger: ".modal .modal-footer button:contains(Record the answer)", run: "click" },
        {
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=decision].o_field_badge:contains(Taken up)",
        },
    ],
});
