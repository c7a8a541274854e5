import { registry } from "@web/core/registry";
import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");

const point = (name) => `.o_change_line:contains(${name})`;

// One point is swapped, one is paid: two taps, what leaves, name, tick, button.
const answer = withBudget({ clicks: 5, fields: 1 }, [
    { trigger: ".o_change_ways:contains(We swap it)" },
    { trigger: `${point("A map")} label:contains(We swap it)`, run: "click" },
    { trigger: `${point("A list")} label:contains(We pay it)`, run: "click" },
    { trigger: ".o_change_sum:contains(12 h still to choose)" },
    { trigger: ".o_change_item:contains(Shop) label", run: "click" },
    { trigger: ".o_change_sum:contains(it fits)" },
    { trigger: ".o_change_with:contains(With your answer)" },
    { trigger: "#answer_name", run: "edit Anna Berg" },
    { trigger: "#answer_consent", run: "click" },
    { trigger: ".o_agreement_submit", run: "click", expectUnloadPage: true },
    { trigger: ".o_agreement .alert-success:contains(we have your answer)" },
    { trigger: ".o_change_said:contains(A map):contains(Swapped)" },
    { trigger: ".o_agreement a:contains(Our agreement, version 3)" },
]);

tours.add("scope_guard_answer_change", { steps: () => answer });

tours.add("scope_guard_answer_change_on_a_phone", {
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
                for (const line of document.querySelectorAll(".o_change_line")) {
                    const sizes = [...line.querySelectorAll("label.btn")].map(
                        (label) => `${label.offsetWidth}x${label.offsetHeight}`
                    );
                    if (new Set(sizes).size > 1) {
                        throw new Error(`The ways are of unequal size: ${sizes}`);
                    }
                    if (line.querySelector("label.btn").offsetHeight < 44) {
                        throw new Error(`Too small for a thumb: ${sizes[0]}`);
                    }
                }
            },
        },
        ...answer,
    ],
});

// The same for all points: one click.
tours.add("scope_guard_pay_change", {
    steps: () =>
        withBudget({ clicks: 3, fields: 1 }, [
            { trigger: ".o_change_all button:contains(We pay it)", run: "click" },
            { trigger: ".o_change_form:not(:has(.o_change_swap:visible))" },
            { trigger: "#answer_name", run: "edit Anna Berg" },
            { trigger: "#answer_consent", run: "click" },
            { trigger: ".o_agreement_submit", run: "click", expectUnloadPage: true },
            { trigger: ".alert-success:contains(we have your answer)" },
        ]),
});

tours.add("scope_guard_ask_about_change", {
    steps: () =>
        withBudget({ clicks: 2, fields: 1 }, [
            { trigger: "#ask summary", run: "click" },
            { trigger: "#ask_text", run: "edit Does it work offline?" },
            { trigger: "#ask button[type='submit']", run: "click", expectUnloadPage: true },
            { trigger: ".alert-success:contains(has your question)" },
        ]),
});

tours.add("scope_guard_put_change", {
    steps: () =>
        withBudget({ clicks: 2, fields: 0 }, [
            { trigger: ".o_form_view button[name=action_put_to_client]", run: "click" },
            { trigger: ".modal .o_field_widget[name=body]:contains(Swap)" },
            {
                trigger:
                    ".modal .o_field_widget[name=swap_offer_ids]:contains(Orders to accounting)",
            },
            { trigger: ".modal button[name=action_send]", run: "click" },
            { trigger: "body:not(:has(.modal)) .alert:contains(With Anna Berg since)" },
        ]),
});
