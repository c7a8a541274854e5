import { registry } from "@web/core/registry";

import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");
const row = (title) => `.o_data_row:contains(${title})`;

// Six small things the client asked for: marked, one change, nothing typed; undone.
tours.add("scope_guard_six_in_one_change", {
    steps: () => [
        ...withBudget({ clicks: 9, fields: 0 }, [
            { trigger: `${row("Small thing 0")} .o_list_record_selector input`, run: "click" },
            { trigger: `${row("Small thing 1")} .o_list_record_selector input`, run: "click" },
            { trigger: `${row("Small thing 2")} .o_list_record_selector input`, run: "click" },
            { trigger: `${row("Small thing 3")} .o_list_record_selector input`, run: "click" },
            { trigger: `${row("Small thing 4")} .o_list_record_selector input`, run: "click" },
            { trigger: `${row("Small thing 5")} .o_list_record_selector input`, run: "click" },
            {
                trigger: "button[data-verb=change]:contains(One change with 6 lines)",
                run: "click",
            },
            {
                trigger:
                    ".modal .o_data_row:contains(Small thing 5):contains(01:00):contains(100)",
            },
            // Below the threshold nothing else is asked.
            { trigger: ".modal:not(:has([name=impact_if_waits]))" },
            { trigger: ".modal button[name=action_confirm]", run: "click" },
        ]),
        { trigger: "body:not(:has(.modal)):contains(6 tasks are in change CR-)" },
        { trigger: ".o_view_nocontent" },
    ],
});

// On the scope: propose a change by hand, cancel it, take it up again.
tours.add("scope_guard_propose_change", {
    steps: () => [
        { trigger: "button[name=action_propose_change]", run: "click" },
        {
            trigger: ".o_form_view .o_field_widget[name=name] input",
            run: "edit Map of dealers",
        },
        { trigger: ".o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".o_selected_row [name=name] input", run: "edit A map of all dealers" },
        { trigger: ".o_selected_row [name=hours] input", run: "edit 12:00" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved .alert:contains(This is no small change)" },
        { trigger: ".o_field_widget[name=amount]:contains(1,200)" },
        { trigger: "button[name=action_cancel]", run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: "button[name=action_draft]", run: "click" },
        { trigger: "button[name=action_cancel]" },
    ],
});
