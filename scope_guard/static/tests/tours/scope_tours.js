import { registry } from "@web/core/registry";
import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");
const tab = (name) => `.o_embedded_actions button:contains(${name})`;

// A project that has run for a while is taken in; its older tasks are left alone.
tours.add("scope_guard_take_in_running_project", {
    steps: () =>
        withBudget({ clicks: 6, fields: 4 }, [
            { trigger: tab("Scope"), run: "click" },
            {
                trigger: ".o_field_widget[name=deliverable_ids] a:contains(Add a line)",
                run: "click",
            },
            {
                trigger: ".o_field_widget[name=deliverable_ids] .o_selected_row [name=name] input",
                run: "edit Orders to accounting",
            },
            { trigger: "button[name=action_record_agreement]", run: "click" },
            { trigger: ".modal .o_field_widget[name=signer_name] input", run: "edit Anna Berg" },
            { trigger: ".modal .o_field_widget[name=date_agreed] button", run: "click" },
            { trigger: ".modal .o_field_widget[name=date_agreed] input", run: "edit 03/02/2026" },
            {
                trigger: ".modal .o_field_widget[name=note] input",
                run: "edit Signed copy in the folder of the project",
            },
            { trigger: ".modal .modal-footer button:contains(Record agreement)", run: "click" },
            { trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Agreed)" },
            { trigger: ".o_field_widget[name=older_count]:contains(3)" },
        ]),
});

// The two tabs are there from the start; hidden by the user, they stay hidden.
tours.add("scope_guard_tabs", {
    steps: () => [
        { trigger: tab("Scope"), run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=purpose]" },
        { trigger: tab("Advice"), run: "click" },
        { trigger: ".o_breadcrumb:contains(Advice)" },
        { trigger: tab("Tasks"), run: "click" },
        { trigger: ".o_kanban_view" },
        { trigger: ".o_control_panel_navigation button:has(.fa-sliders)", run: "click" },
        { trigger: ".o-dropdown-item:contains(Top Menu)", run: "click" },
        // The first time it offers what may be on the bar.
        { trigger: ".o_embedded_actions_dropdown_menu:contains(Dashboard)" },
        { trigger: ".o_embedded_actions button[name=openEmbeddedActions]", run: "click" },
        { trigger: "body:not(:has(.o_embedded_actions_dropdown_menu))" },
        { trigger: ".o_control_panel_navigation button:has(.fa-sliders)", run: "click" },
        { trigger: ".o-dropdown-item:contains(Top Menu)", run: "click" },
        { trigger: "body:not(:has(.o_embedded_actions))" },
    ],
});
tours.add("scope_guard_tabs_stay_hidden", {
    steps: () => [
        { trigger: ".o_kanban_view" },
        {
            trigger:
                "body:not(:has(.o_embedded_actions)) .o_control_panel_navigation button:has(.fa-sliders)",
            run: "click",
        },
        { trigger: ".o-dropdown-item:contains(Top Menu)", run: "click" },
        { trigger: tab("Scope") },
        { trigger: tab("Advice") },
    ],
});

// A task that is not in the TOR says so, and why; goodwill answers it.
tours.add("scope_guard_task_banner", {
    steps: () => [
        { trigger: "[name=scope_warning]:contains(Not in the TOR):contains(Migration)" },
        { trigger: "[name=scope_warning] button:contains(Goodwill)", run: "click" },
        { trigger: ".modal .o_field_widget[name=amount]:contains(240)" },
        { trigger: ".modal .modal-footer button:contains(Give at no charge)", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_field_widget[name=scope_verdict]:contains(Goodwill)" },
        { trigger: "body:not(:has([name=scope_warning]))" },
    ],
});

// Advice that was not taken up is on record: library, answer, Record.
tours.add("scope_guard_log_declined_advice", {
    steps: () => [
        ...withBudget({ clicks: 5, fields: 1 }, [
            { trigger: "button.o_list_button_add", run: "click" },
            { trigger: ".o_field_widget[name=template_id] input", run: "edit load test" },
            {
                trigger: ".o-autocomplete--dropdown-item:contains(/load test/i)",
                run: "click",
            },
            { trigger: ".o_field_widget[name=risk] textarea:value(/./)" },
            { trigger: ".o_field_widget[name=decision] .o_selection_badge:contains(Not taken up)", run: "click" },
            { trigger: "button[name=action_record]", run: "click" },
        ]),
        { trigger: ".o_form_saved button[name=action_prevented]" },
    ],
});

// A document that exists becomes items.
tours.add("scope_guard_paste_tor", {
    steps: () => [
        ...withBudget({ clicks: 3, fields: 1 }, [
            { trigger: "button[name=action_paste_items]", run: "click" },
            {
                trigger: ".modal .o_field_widget[name=text] textarea",
                // A function: the words of a run have no line breaks.
                run: (helpers) =>
                    helpers.edit(
                        [
                            "Scope",
                            "- Catalogue in the shop (12 h)",
                            "- Orders to accounting (1.5 days)",
                            "Out of scope",
                            "- Migration of old orders",
                        ].join("\n")
                    ),
            },
            { trigger: ".modal .modal-footer button.btn-primary", run: "click" },
            { trigger: ".modal .o_data_row:contains(Migration of old orders)" },
            { trigger: ".modal .modal-footer button.btn-primary", run: "click" },
        ]),
        {
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=exclusion_ids] .o_data_row:contains(Migration of old orders)",
        },
    ],
});

// What the client still expects, noted in a conversation.
tours.add("scope_guard_check_in", {
    steps: () => [
        { trigger: ".o_form_view .o_button_more", run: "click" },
        { trigger: "button[name=action_open_checks]", run: "click" },
        { trigger: "button.o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=partner_id] input", run: "edit Anna" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Anna Berg)", run: "click" },
        {
            trigger: ".o_data_row:contains(Migration) button:contains(Part of it)",
            run: "click",
        },
        { trigger: ".o_data_row:contains(Migration):contains(not part of)" },
        { trigger: "button[name=action_done]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Answered)" },
    ],
});
