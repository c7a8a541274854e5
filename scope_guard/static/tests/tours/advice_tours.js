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
