import { registry } from "@web/core/registry";
import { withBudget } from "./budget";

// What changed since the version before: from the scope, two clicks, nothing typed.
registry.category("web_tour.tours").add("scope_guard_compare_versions", {
    steps: () => [
        { trigger: ".o_form_view .o_notebook" },
        ...withBudget({ clicks: 2, fields: 0 }, [
            { trigger: ".o_notebook .nav-link[name=versions]", run: "click" },
            { trigger: ".o_data_row:contains(1 new, 1 removed, 1 changed, +16 h)" },
            { trigger: "button[name=action_compare_versions]", run: "click" },
        ]),
        { trigger: ".modal .o_scope_difference ins:contains(Reports)" },
        { trigger: ".modal .o_scope_difference del:contains(Old orders)" },
        { trigger: ".modal .o_scope_difference .o_scope_totals:contains(+16 h)" },
        // Any other: here the first with itself.
        {
            trigger: ".modal .o_field_widget[name=after_id] input",
            run: "edit v1",
        },
        { trigger: ".o-autocomplete--dropdown-item:contains(/^v1$/)", run: "click" },
        { trigger: ".modal .o_scope_difference:contains(Nothing differs)" },
        { trigger: ".modal .modal-footer button:contains(Close)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
