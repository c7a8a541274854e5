import { registry } from "@web/core/registry";
import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");

const read = [
    { trigger: ".o_form_view .o_field_widget[name='line_ids'] td:contains(Backup: taken up)" },
    { trigger: ".o_field_widget[name='recipient_ids'] td:contains(Anna Berg)" },
    { trigger: ".o_form_view button[name='action_send']", run: "click" },
    { trigger: ".o_form_view .alert:contains(Letter sent to Anna Berg)" },
];

// The budget is three clicks: the scope is open here, which took the first.
tours.add("scope_guard_send_letter_from_scope", {
    steps: () =>
        withBudget({ clicks: 2, fields: 0 }, [
            { trigger: ".o_form_view button[name='action_send_letter']", run: "click" },
            ...read,
        ]),
});

// The update's card, Send letter, Send.
tours.add("scope_guard_send_letter_from_update", {
    steps: () =>
        withBudget({ clicks: 3, fields: 0 }, [
            { trigger: ".o_kanban_record:contains(Monthly review)", run: "click" },
            { trigger: ".o_form_view button[name='action_send_letter']", run: "click" },
            ...read,
        ]),
});

const answer = withBudget({ clicks: 1, fields: 1 }, [
    { trigger: ".o_agreement .o_scope_reading:contains(Orders reach accounting)" },
    { trigger: "#answer_text", run: "edit Thank you, very clear" },
    { trigger: "#answer button[type='submit']", run: "click", expectUnloadPage: true },
    { trigger: ".o_agreement .alert-success:contains(has your words)" },
]);

tours.add("scope_guard_answer_letter", { steps: () => answer });

tours.add("scope_guard_answer_letter_on_a_phone", {
    steps: () => [
        {
            trigger: ".o_agreement",
            run() {
                if (window.innerWidth > 400) {
                    throw new Error(`This is no phone: ${window.innerWidth} pixels wide`);
                }
                const { scrollWidth, clientWidth } = document.documentElement;
                if (scrollWidth > clientWidth) {
                    throw new Error(`The page is ${scrollWidth - clientWidth} pixels too wide`);
                }
                const letter = document.querySelector(".o_scope_reading");
                const box = document.querySelector("#answer_text");
                if (letter.getBoundingClientRect().top > box.getBoundingClientRect().top) {
                    throw new Error("The letter is read first, then answered");
                }
            },
        },
        ...answer,
    ],
});
