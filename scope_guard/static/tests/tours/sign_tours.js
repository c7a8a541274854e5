import { registry } from "@web/core/registry";
import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");

const send = withBudget({ clicks: 2, fields: 0 }, [
    {
        trigger: ".o_form_view button[name='action_send_for_agreement']:contains(Send for)",
        run: "click",
    },
    { trigger: ".modal .o_field_widget[name='body']:contains(Hello Anna Berg)" },
    { trigger: ".modal button[name='action_send']", run: "click" },
    { trigger: ".o_form_view .alert:contains(With Anna Berg since)" },
]);

tours.add("scope_guard_send_for_agreement", { steps: () => send });

tours.add("scope_guard_take_back", {
    steps: () =>
        withBudget({ clicks: 3, fields: 0 }, [
            { trigger: ".o_form_view .nav-link:contains(Sent to)", run: "click" },
            { trigger: ".o_field_widget[name='link_ids'] td:contains(Anna Berg)" },
            { trigger: "button[name='action_back_to_draft']", run: "click" },
            { trigger: ".modal .btn-primary", run: "click" },
            { trigger: ".o_form_view button[name='action_send_for_agreement']:contains(Send for)" },
        ]),
});

// Read and agree: one tap to the form, the name, the tick, the button.
const agree = withBudget({ clicks: 3, fields: 1 }, [
    { trigger: ".o_agreement h1:contains(what we agree on)" },
    { trigger: ".o_scope_short:contains(Not part of this project)" },
    { trigger: "details[open] .o_scope_name:contains(Migration of old orders)" },
    { trigger: ".o_agreement_answers a:contains(Read and agree)", run: "click" },
    { trigger: "#agree_name", run: "edit Anna Berg" },
    { trigger: "#agree_consent", run: "click" },
    { trigger: "#agree button[type='submit']", run: "click", expectUnloadPage: true },
    { trigger: ".o_agreement .alert-success:contains(this is agreed)" },
    { trigger: ".o_agreement a:contains(The agreed document)" },
]);

tours.add("scope_guard_agree_as_client", { steps: () => agree });

tours.add("scope_guard_agree_as_client_on_a_phone", {
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
                for (const button of document.querySelectorAll(".o_agreement .btn-primary")) {
                    if (button.offsetHeight < 44) {
                        throw new Error(`Too small for a thumb: ${button.textContent}`);
                    }
                }
            },
        },
        ...agree,
    ],
});

// One point is not as expected: its button begins the sentence.
tours.add("scope_guard_ask_for_changes", {
    steps: () =>
        withBudget({ clicks: 2, fields: 1 }, [
            {
                trigger:
                    ".o_agreement_kind tr:contains(Orders to accounting) .o_agreement_comment",
                run: "click",
            },
            {
                trigger: "#changes textarea:value(Orders to accounting)",
                run: "fill about D01: two exports a day",
            },
            {
                trigger: "#changes button[type='submit']",
                run: "click",
                expectUnloadPage: true,
            },
            { trigger: ".alert-success:contains(has your words)" },
        ]),
});
