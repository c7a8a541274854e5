import { registry } from "@web/core/registry";

import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");
const row = (title) => `.o_data_row:contains(${title})`;

// One key spends contingency, another opens the reply; the row stays until it is answered.
tours.add("scope_guard_contingency_and_reply", {
    steps: () => [
        { trigger: "button[data-verb=contingency]" },
        ...withBudget({ clicks: 1, fields: 0 }, [
            { trigger: `${row("Over")}.o_scope_current .o_data_cell`, run: "press n" },
        ]),
        { trigger: "body:contains(on the contingency, 4 h (8 of 12 h left))" },
        { trigger: `body:not(:has(${row("Over")}))` },
        // What is left has nothing that contingency is for.
        { trigger: "body:not(:has(button[data-verb=contingency]))" },
        ...withBudget({ clicks: 2, fields: 0 }, [
            { trigger: `${row("Out")}.o_scope_current .o_data_cell`, run: "press r" },
            { trigger: ".modal .o_field_widget[name=body]:contains(Mobile app)" },
            { trigger: ".modal button.o_mail_send:enabled", run: "click" },
        ]),
        { trigger: `body:not(:has(.modal)) ${row("Out")}` },
    ],
});

// On the scope: an assumption turned out otherwise.
tours.add("scope_guard_no_longer_holds", {
    steps: () => [
        ...withBudget({ clicks: 1, fields: 0 }, [
            {
                trigger: `.o_field_widget[name=assumption_ids] ${row("One language")} button[name=action_no_longer_holds]`,
                run: "click",
            },
        ]),
        { trigger: ".o_form_view button[name=action_put_to_client]" },
        { trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(One language)" },
    ],
});
