import { registry } from "@web/core/registry";

const risk = ".o_field_widget[name='risk']";
const hint = (phrase) => `[role='status'] .alert:contains(“${phrase}”)`;

registry.category("web_tour.tours").add("scope_guard_word_hint", {
    steps: () => [
        {
            trigger: `${risk} textarea`,
            run: "edit A faulty connection may post orders twice.",
        },
        {
            trigger: ".o_field_widget[name='recommendation'] textarea",
            run: "edit As we told you, a specialist is needed.",
        },
        {
            content: "The hint comes by itself, with the day of the advice",
            trigger: `.o_field_widget[name='recommendation'] ${hint("As we told you")}:contains(as noted on 3 March)`,
        },
        {
            content: "Nothing below the field that blames nobody",
            trigger: `${risk}:not(:has(.alert))`,
        },
        {
            trigger: `${risk} textarea`,
            run: "edit It would be your fault.",
        },
        {
            content: "It can be closed, and the cursor is in the text again",
            trigger: `${risk} ${hint("your fault")} .btn-close`,
            run: "click",
        },
        {
            trigger: `${risk}:not(:has(.alert)) textarea:focus`,
            run: "edit It would be your fault, and your mistake.",
        },
        {
            trigger: ".o_field_widget[name='other_ways'] textarea",
            run: "edit Ihre Schuld",
        },
        {
            content: "By now the other text would have its hint, too",
            trigger: `.o_field_widget[name='other_ways'] ${hint("Schuld")}`,
        },
        { trigger: `${risk}:not(:has(.alert))` },
        {
            content: "It stands in nobody's way",
            trigger: ".o_form_button_save",
            run: "click",
        },
        { trigger: ".o_form_saved" },
    ],
});

registry.category("web_tour.tours").add("scope_guard_word_hint_mail", {
    steps: () => [
        { trigger: "button.o-mail-Chatter-logNote", run: "click" },
        {
            content: "A note is for ourselves",
            trigger: ".o-mail-Composer-input",
            run: "edit Our advice was ignored.",
        },
        { trigger: "button.o-mail-Chatter-sendMessage", run: "click" },
        {
            trigger: ".o-mail-Composer-input",
            run: "edit Comme nous vous l’avions dit.",
        },
        { trigger: `.o-mail-Composer ${hint("Comme nous vous l’avions dit")}` },
        { trigger: "button[name='open-full-composer']", run: "click" },
        { trigger: `.o_mail_composer_form ${hint("Comme nous vous l’avions dit")}` },
        { trigger: ".modal button[special='cancel'], .modal .btn:contains(Discard)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
