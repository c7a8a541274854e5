import { registry } from "@web/core/registry";

import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");
const row = (title) => `.o_data_row:contains(${title})`;
const banner = ".o_form_view .o_scope_closing";

// The project is closed: one click for each suggestion, then a reason for the rest.
tours.add("scope_guard_closing", {
    steps: () => [
        { trigger: `${banner}:contains(1 task to decide)` },
        ...withBudget({ clicks: 4, fields: 0 }, [
            {
                trigger: `${banner} button:contains(3 suggestions to look back at)`,
                run: "click",
            },
            { trigger: `${row("Backup")} button:contains(Happened)`, run: "click" },
            { trigger: `${row("Backup")} [name=look_back]:contains(Happened)` },
            { trigger: `${row("Load test")} button:contains(Prevented)`, run: "click" },
            { trigger: `${row("Load test")} [name=look_back]:contains(Prevented)` },
            { trigger: `${row("Training")} button[name=action_look_back_unknown]`, run: "click" },
            { trigger: `${row("Training")} [name=look_back]:contains(know)` },
        ]),
        // The rows stay, with a way back.
        { trigger: `${row("Training")} button[name=action_look_back_undo]`, run: "click" },
        { trigger: `${row("Training")} button[name=action_look_back_unknown]`, run: "click" },
        { trigger: `${row("Training")} [name=look_back]:contains(know)` },
        { trigger: ".o_back_button a", run: "click" },
        ...withBudget({ clicks: 2, fields: 1 }, [
            {
                trigger: `${banner}:not(:contains(look back)) button:contains(Leave it open)`,
                run: "click",
            },
            {
                trigger: ".modal .o_field_widget[name=reason] textarea",
                run: "edit Goes on next year",
            },
            { trigger: ".modal button[name=action_confirm]", run: "click" },
        ]),
        { trigger: `body:not(:has(.modal)) ${banner}:contains(Goes on next year)` },
    ],
});
