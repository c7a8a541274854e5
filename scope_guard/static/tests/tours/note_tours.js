import { registry } from "@web/core/registry";
import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");

// The client answers a suggestion: choose, type the name, send.
const answer = withBudget({ clicks: 3, fields: 1 }, [
    { trigger: ".o_agreement h1:contains(Connecting the shop)" },
    { trigger: ".o_note_reading:contains(Orders can be posted twice)" },
    { trigger: ".o_note_ways label:contains(We leave it as it is)", run: "click" },
    { trigger: "#note_name", run: "edit Tom Kim" },
    { trigger: "#decide button[type='submit']", run: "click", expectUnloadPage: true },
    { trigger: ".alert-success:contains(that is noted)" },
    { trigger: ".o_note_answer:contains(We leave it as it is)" },
]);

tours.add("scope_guard_answer_advice", { steps: () => answer });

tours.add("scope_guard_answer_advice_on_a_phone", {
    steps: () => [
        {
            trigger: ".o_note_columns",
            run() {
                if (window.innerWidth > 400) {
                    throw new Error(`This is no phone: ${window.innerWidth} pixels wide`);
                }
                const { scrollWidth, clientWidth } = document.documentElement;
                if (scrollWidth > clientWidth) {
                    throw new Error(`The page is ${scrollWidth - clientWidth} pixels too wide`);
                }
                const ways = [...document.querySelectorAll(".o_note_way")];
                const sizes = ways.map((way) => `${way.offsetWidth} x ${way.offsetHeight}`);
                const colours = ways.map((way) => getComputedStyle(way).backgroundColor);
                if (new Set(sizes).size !== 1 || new Set(colours).size !== 1) {
                    throw new Error(`One answer looks like more: ${sizes}, ${colours}`);
                }
                for (const button of document.querySelectorAll(".o_note_way, .o_agreement .btn")) {
                    if (button.offsetHeight < 44) {
                        throw new Error(`Too small for a thumb: ${button.textContent}`);
                    }
                }
            },
        },
        ...answer,
    ],
});

const soon = new Date(Date.now() + 20 * 24 * 3600 * 1000).toISOString().slice(0, 10);

// What belongs to an answer shows up once it is chosen; the mind can be changed.
tours.add("scope_guard_team_takes_it_then_changes", {
    steps: () => [
        { trigger: "#note_ready:not(:visible)" },
        { trigger: ".o_note_ways label:contains(Our team takes it)", run: "click" },
        {
            trigger: "#note_ready",
            // A date field takes no letters one by one.
            run() {
                this.anchor.value = soon;
            },
        },
        { trigger: "#note_hand_over", run: "click" },
        { trigger: "#note_view", run: "edit We know the shop best" },
        { trigger: "#note_name", run: "edit Tom Kim" },
        { trigger: "#decide button[type='submit']", run: "click", expectUnloadPage: true },
        { trigger: ".alert-success:contains(hands until)" },
        { trigger: ".o_note_sides:contains(Orders can be posted twice):contains(We know the shop best)" },
        { trigger: "summary:contains(Change the answer)", run: "click" },
        { trigger: "#note_view:value(We know the shop best)" },
        { trigger: ".o_note_ways label:contains(We go with the suggestion)", run: "click" },
        { trigger: "#note_name", run: "edit Tom Kim" },
        { trigger: "#decide button[type='submit']", run: "click", expectUnloadPage: true },
        { trigger: ".o_note_answer:contains(We go with the suggestion)" },
    ],
});

// How it goes: one click and Send.
tours.add("scope_guard_how_it_goes", {
    steps: () =>
        withBudget({ clicks: 2, fields: 0 }, [
            { trigger: "#report label[for='report_hand']", run: "click" },
            { trigger: "#report button[type='submit']", run: "click", expectUnloadPage: true },
            { trigger: ".alert-success:contains(about the hand)" },
        ]),
});

// What the client wrote is on record and the recap goes out: as few clicks as ever.
tours.add("scope_guard_recap_from_message", {
    steps: () => [
        { trigger: ".o-mail-Message:contains(Tom Kim)", run: "hover" },
        ...withBudget({ clicks: 5, fields: 1 }, [
            {
                trigger: ".o-mail-Message:contains(Tom Kim) [title='Expand']",
                run: "click",
            },
            { trigger: ".o-dropdown-item:contains(Log as advice)", run: "click" },
            { trigger: ".modal .o_field_widget[name=send_recap] input:checked" },
            { trigger: ".modal .o_field_widget[name=template_id] input", run: "edit load" },
            { trigger: ".o-autocomplete--dropdown-item:contains(/^Load test$/)", run: "click" },
            { trigger: ".modal .o_field_widget[name=name] input:value(Load test)" },
            {
                trigger: ".modal .o_field_widget[name=decision] .o_selection_badge:contains(Not taken up)",
                run: "click",
            },
            { trigger: ".modal .modal-footer button[name=action_record]", run: "click" },
        ]),
        {
            trigger:
                "body:not(:has(.modal)) .o-mail-Message:contains(Tom Kim) .o_scope_message_advice a:contains(A-)",
        },
    ],
});

// Looked at first, then sent; later they changed their mind.
tours.add("scope_guard_recap_and_changed_mind", {
    steps: () => [
        { trigger: "button[name=action_look_at_recap]:contains(Look at the recap)", run: "click" },
        { trigger: ".modal .o_field_widget[name='body']:contains(thank you for the call)" },
        { trigger: ".modal button[name='action_send']", run: "click" },
        { trigger: "body:not(:has(.modal)) .alert:contains(Recap sent to Tom Kim)" },
        {
            trigger: ".o_field_widget[name=decision] .o_selection_badge:contains(Not taken up)",
            run: "click",
        },
        { trigger: "button[name=action_record_answer]", run: "click" },
        { trigger: ".modal .modal-footer button:contains(Record the answer)", run: "click" },
        { trigger: "body:not(:has(.modal)) button[name=action_changed_mind]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=decision] .o_selection_badge:contains(Taken up)",
            run: "click",
        },
        { trigger: ".modal button[name=action_record]", run: "click" },
        {
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=decision].o_field_badge:contains(Taken up)",
        },
        { trigger: ".nav-link:contains(Answers and recap)", run: "click" },
        { trigger: ".o_field_widget[name=decision_ids] .o_data_row:nth-child(1):contains(Taken up)" },
        { trigger: ".o_field_widget[name=decision_ids] .o_data_row:nth-child(2):contains(Not taken up)" },
    ],
});
