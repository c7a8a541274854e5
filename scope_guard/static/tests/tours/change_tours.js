import { registry } from "@web/core/registry";

import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");
const row = (title) => `.o_data_row:contains(${title})`;

// Six small things the client asked for: marked, one change, nothing typed; taken back
// and answered anew.
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
        // Taken back: they are to be decided as before. And answered once more.
        { trigger: ".o_scope_answered:contains(6 tasks are in change) .o_scope_undo", run: "click" },
        { trigger: `${row("Small thing 5")} .o_list_record_selector input` },
        { trigger: ".o_scope_answered:contains(Taken back)" },
        { trigger: "thead .o_list_record_selector input", run: "click" },
        {
            trigger: "button[data-verb=change]:contains(One change with 6 lines)",
            run: "click",
        },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: "body:not(:has(.modal)):contains(6 tasks are in change CR-)" },
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

// From three tasks to decide to version 2: one change, put by mail, all of it paid.
tours.add("scope_guard_change_to_version_2", {
    steps: () => [
        { trigger: `${row("Small thing 0")} .o_list_record_selector input`, run: "click" },
        { trigger: `${row("Small thing 1")} .o_list_record_selector input`, run: "click" },
        { trigger: `${row("Small thing 2")} .o_list_record_selector input`, run: "click" },
        {
            trigger: "button[data-verb=change]:contains(One change with 3 lines)",
            run: "click",
        },
        { trigger: ".modal button[name=action_confirm_open]", run: "click" },
        { trigger: "body:not(:has(.modal)) button[name=action_put_to_client]", run: "click" },
        { trigger: ".modal .o_field_widget[name=body]:contains(Swap)" },
        { trigger: ".modal button[name=action_send]", run: "click" },
        ...withBudget({ clicks: 6, fields: 2 }, [
            {
                trigger: "body:not(:has(.modal)) button[name=action_record_answer]",
                run: "click",
            },
            { trigger: ".modal .o_field_widget[name=line_ids] .o_data_row:eq(2):contains(Pay)" },
            {
                trigger: ".modal .o_field_widget[name=note] input",
                run: "edit Yes, all three please",
            },
            { trigger: ".modal .modal-footer button[name=action_confirm]", run: "click" },
        ]),
        {
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=version_id]:contains(v2)",
        },
        { trigger: ".o_field_widget[name=on_behalf_user_id]:contains(Jana Roth)" },
    ],
});

// One click sets all lines to swap; what leaves is chosen below.
tours.add("scope_guard_change_swapped", {
    steps: () => [
        { trigger: "button[name=action_record_answer]", run: "click" },
        ...withBudget({ clicks: 6, fields: 2 }, [
            { trigger: ".modal .o_field_widget[name=way] span:contains(Swap)", run: "click" },
            {
                trigger: ".modal .o_field_widget[name=swap_ids] .o_field_x2many_list_row_add a",
                run: "click",
            },
            {
                trigger: ".modal .o_selected_row [name=item_id] input",
                run: "edit Orders",
            },
            {
                trigger: ".o-autocomplete--dropdown-item:contains(Orders to accounting)",
                run: "click",
            },
            {
                trigger: ".modal .o_field_widget[name=note] input",
                run: "edit Yes",
            },
            { trigger: ".modal .modal-footer button[name=action_confirm]", run: "click" },
        ]),
        {
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=version_id]:contains(v2)",
        },
    ],
});
