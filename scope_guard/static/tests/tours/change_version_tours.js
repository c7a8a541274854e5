import { registry } from "@web/core/registry";

import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");
const row = (title) => `.o_data_row:contains(${title})`;
const mark = (title) => ({
    trigger: `${row(title)} .o_list_record_selector input`,
    run: "click",
});

// Six small tasks become one request that is with the client, without a word typed.
tours.add("scope_guard_six_in_one_sent", {
    steps: () => [
        ...withBudget({ clicks: 9, fields: 6 }, [
            ...[0, 1, 2, 3, 4, 5].map((number) => mark(`Small thing ${number}`)),
            {
                trigger: "button[data-verb=change]:contains(One change with 6 lines)",
                run: "click",
            },
            {
                trigger: ".modal:has(.o_data_row:contains(Small thing 5)) button[name=action_confirm_put]",
                run: "click",
            },
            { trigger: ".modal .o_field_widget[name=body]:contains(Small thing 5)" },
            { trigger: ".modal button[name=action_send]:visible", run: "click" },
        ]),
        { trigger: "body:not(:has(.modal)) .o_scope_answered:contains(went to)" },
        { trigger: ".o_view_nocontent" },
    ],
});

/** From one flagged task to the version that its change led to. */
const toVersion2 = (budget, answer) => () => [
    ...withBudget(budget, [
        { trigger: `${row("Map of dealers")}.o_scope_current` },
        { trigger: "button[data-verb=change]", run: "click" },
        { trigger: ".modal button[name=action_confirm_open]", run: "click" },
        { trigger: "body:not(:has(.modal)) button[name=action_put_to_client]", run: "click" },
        { trigger: ".modal button[name=action_send]", run: "click" },
        {
            trigger: "body:not(:has(.modal)) button[name=action_record_answer]",
            run: "click",
        },
        ...answer,
        { trigger: ".modal .o_field_widget[name=note] input", run: "edit Yes, please" },
        { trigger: ".modal .modal-footer button[name=action_confirm]", run: "click" },
    ]),
    {
        trigger: "body:not(:has(.modal)) .o_field_widget[name=version_id] a:contains(v2)",
        run: "click",
    },
    { trigger: ".o_field_widget[name=reading] h2:contains(What changed with CR-)" },
    {
        trigger: ".o_field_widget[name=reading] .o_scope_by_change:contains(Map of dealers)",
    },
];

tours.add("scope_guard_task_paid", {
    steps: toVersion2({ clicks: 6, fields: 1 }, []),
});

tours.add("scope_guard_task_later", {
    steps: toVersion2({ clicks: 7, fields: 1 }, [
        { trigger: ".modal .o_field_widget[name=way] span:contains(Later)", run: "click" },
    ]),
});

tours.add("scope_guard_task_swapped", {
    steps: toVersion2({ clicks: 9, fields: 2 }, [
        { trigger: ".modal .o_field_widget[name=way] span:contains(Swap)", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=swap_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        { trigger: ".modal .o_selected_row [name=item_id] input", run: "edit Orders" },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Orders to accounting)",
            run: "click",
        },
    ]),
});

// On the scope: its versions plotted, hours first, then what it is worth.
tours.add("scope_guard_versions_plotted", {
    steps: () => [
        ...withBudget({ clicks: 4, fields: 0 }, [
            { trigger: "a[name=versions]", run: "click" },
            { trigger: "[name=version_ids] .o_data_row:contains(CR-)" },
            { trigger: "button[name=action_plot_versions]", run: "click" },
            { trigger: ".o_graph_canvas_container canvas" },
            { trigger: ".o_graph_view button:contains(Measures)", run: "click" },
            { trigger: ".o-dropdown-item:contains(Value by changes)" },
            { trigger: ".o-dropdown-item:contains(Original value)", run: "click" },
            { trigger: ".o_graph_canvas_container canvas" },
        ]),
    ],
});
