import { registry } from "@web/core/registry";
import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");
const row = (name) => `.o_data_row:contains(${name})`;
const gone = (name) => `.o_list_view:not(:has(${row(name)}))`;
/** The row that the next key answers. */
const inFocus = (name) => `.o_data_row.o_scope_current:contains(${name}):has(:focus)`;
/** As Odoo's own tooltip, which this mouse cannot wait for. */
function showTooltip() {
    const popover = document.createElement("div");
    popover.className = "o_popover popover";
    popover.innerHTML = '<div class="o-tooltip">Why</div>';
    document.body.append(popover);
}
showTooltip.counts = "hover";

const said = (words) => `.o_scope_answered:contains(${words})`;

// One task of the inbox is placed with a click on a chip, and the answer taken back.
tours.add("scope_guard_place_one_task", {
    steps: () => [
        { trigger: `${row("Order export")} .o_scope_chip:contains(Orders)` },
        ...withBudget({ clicks: 1, fields: 0 }, [
            { trigger: `${row("Order export")} .o_scope_chip:contains(Orders)`, run: "click" },
            { trigger: gone("Order export") },
        ]),
        { trigger: ".o_scope_answered:contains(placed on) .o_scope_undo", run: "click" },
        { trigger: row("Order export") },
        { trigger: `${row("Order export")} button[data-verb=later]`, run: "click" },
        { trigger: gone("Order export") },
        { trigger: `${row("Old orders")} .o_scope_search input`, run: "edit X01" },
        { trigger: ".o-autocomplete--dropdown-item:contains(X01)", run: "click" },
        { trigger: `${row("Old orders")}:contains(Not in the TOR)` },
    ],
});

// Six decisions without a mouse; one is taken back, one item is looked up.
tours.add("scope_guard_keys", {
    steps: () => [
        ...withBudget({ clicks: 20, fields: 1 }, [
            { trigger: inFocus("Order export twice"), run: "press a" },
            { trigger: said("placed on D01") },
            { trigger: inFocus("Logo on delivery note"), run: "press l" },
            { trigger: inFocus("Weekly call"), run: "press u" },
            { trigger: said("Taken back") },
            { trigger: inFocus("Logo on delivery note"), run: "press g" },
            { trigger: said("is goodwill, 1 h") },
            // What the mouse rests on may explain itself meanwhile.
            { trigger: "thead th[data-name=why]", run: showTooltip },
            { trigger: inFocus("Weekly call"), run: "press i" },
            { trigger: inFocus("Export of gift cards"), run: "press l" },
            // A key that types: it looks up, and answers nothing.
            { trigger: inFocus("Zzyzx"), run: "press s" },
            { trigger: `${row("Zzyzx")} .o_scope_search input:focus`, run: "edit Layout" },
            { trigger: ".o-autocomplete--dropdown-item:contains(D02)" },
            { trigger: `${row("Zzyzx")} .o_scope_search input`, run: "press Enter" },
            { trigger: gone("Zzyzx") },
            { trigger: inFocus("Invoice logo"), run: "press 1" },
            { trigger: inFocus("Sandwiches") },
        ]),
        // With a modifier, in a box, in a dialog: no answer.
        { trigger: inFocus("Sandwiches"), run: "press Alt+g" },
        { trigger: ".o_searchview_input", run: "click && press g && press l" },
        { trigger: row("Sandwiches") },
        { trigger: `${row("Sandwiches")} td[name=source]`, run: "click" },
        { trigger: inFocus("Sandwiches"), run: "press x" },
        { trigger: `${row("Sandwiches")} input:checked` },
        { trigger: inFocus("Sandwiches"), run: "press x" },
        { trigger: `${row("Sandwiches")}:not(:has(input:checked))` },
        { trigger: inFocus("Sandwiches"), run: "press Enter" },
        { trigger: ".o_form_view .o_field_widget[name=name] textarea:value(Sandwiches)" },
    ],
});

// Marked rows: Accept shows first what would be placed where; all on one item; sums.
tours.add("scope_guard_several", {
    steps: () => [
        { trigger: inFocus("Order export"), run: "press x && press ArrowDown && press x" },
        { trigger: `${row("Invoice logo")} input:checked` },
        { trigger: ".o_scope_inbox_bar:contains(2 marked)" },
        { trigger: "button[data-verb=goodwill]:contains(Goodwill, 6 h =):contains(720)" },
        { trigger: "button[data-verb=change]:contains(One change with 2 lines)" },
        { trigger: inFocus("Invoice logo"), run: "press a" },
        { trigger: ".modal tr:contains(Order export) input:value(D01 Orders to accounting)" },
        // No key answers what lies under the dialog.
        { trigger: ".modal button:contains(Place 2 tasks)", run: "press g" },
        {
            trigger: ".modal tr:contains(Invoice logo) input:value(D02 Layout of documents)",
            run: "edit D01",
        },
        { trigger: ".o-autocomplete--dropdown-item:contains(D01)", run: "click" },
        { trigger: ".modal tr:contains(Invoice logo) input:value(D01 Orders to accounting)" },
        { trigger: ".modal button:contains(Place 2 tasks)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: said("2 tasks are placed on D01") },
        // More than a favour asks for a reason; discarded, the row is still in focus.
        { trigger: inFocus("Mystery"), run: "press g" },
        { trigger: ".modal .modal-footer button:contains(Discard)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: inFocus("Mystery"), run: "press x && press ArrowDown && press x" },
        { trigger: ".o_scope_search_all input", run: "edit D02" },
        { trigger: ".o-autocomplete--dropdown-item:contains(D02)", run: "click" },
        { trigger: said("2 tasks are placed on D02") },
        { trigger: ".o_scope_undo", run: "click" },
        { trigger: row("Call") },
        { trigger: `${row("Mystery")} td[name=source]`, run: "click" },
        { trigger: inFocus("Mystery"), run: "press /" },
        { trigger: `${row("Mystery")} .o_scope_search input:focus`, run: "edit D02" },
        { trigger: ".o-autocomplete--dropdown-item:contains(D02)", run: "click" },
        { trigger: gone("Mystery") },
        { trigger: "thead .o_list_record_selector input", run: "click" },
        { trigger: ".o_scope_inbox_bar:contains(2 marked) [data-verb=internal]", run: "click" },
        { trigger: ".o_view_nocontent:contains(Nothing to decide):contains(3 placed, 2 internal)" },
    ],
});

// Who searches while an answer is still being saved goes on typing.
tours.add("scope_guard_search_while_saving", {
    steps: () => [
        { trigger: inFocus("Order export"), run: "press 1" },
        { trigger: said("placed on D01") },
        { trigger: gone("Order export") },
        { trigger: ".o_scope_undo", run: "click" },
        { trigger: `${row("Mystery")} td[name=source]`, run: "click" },
        { trigger: inFocus("Mystery"), run: "press /" },
        { trigger: `${row("Mystery")} .o_scope_search input:focus`, run: "edit D0" },
        { trigger: row("Order export") },
        { trigger: `${row("Mystery")} .o_scope_search input:focus:value(D0)` },
        { trigger: ".o-autocomplete--dropdown-item:contains(D02)", run: "click" },
        { trigger: gone("Mystery") },
    ],
});

// Oldest first is one list over all projects.
tours.add("scope_guard_oldest_first", {
    steps: () => [
        { trigger: ".o_group_header:contains(Web shop)" },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_filter_menu .o_menu_item:contains(Oldest first)", run: "click" },
        {
            trigger:
                ".o_list_view:not(:has(.o_group_header)) .o_data_row:contains(Older):contains(Other shop) + .o_data_row:contains(Newer):contains(Web shop)",
        },
        { trigger: ".o_searchview_facet:contains(Oldest first) .o_facet_remove", run: "click" },
        { trigger: ".o_group_header:contains(Other shop)" },
    ],
});

// Who may not decide places, or asks; nothing else is offered.
tours.add("scope_guard_ask", {
    steps: () => [
        { trigger: inFocus("Mystery") },
        { trigger: ".o_scope_inbox_bar:not(:has([data-verb=goodwill]))" },
        { trigger: ".o_list_view:not(:has(.o_data_row [data-verb=later]))", run: "press g" },
        { trigger: ".o_notification:contains(for the project manager to decide)" },
        ...withBudget({ clicks: 1, fields: 0 }, [
            { trigger: ".o_scope_inbox_bar [data-verb=ask]", run: "click" },
            { trigger: said("Asked: Jana Roth") },
            { trigger: `${row("Mystery")} .o_scope_row_answers:contains(asked)` },
        ]),
        { trigger: inFocus("Order export"), run: "press 1" },
        { trigger: gone("Order export") },
        { trigger: `${row("Mystery")} .o_scope_open`, run: "click" },
        { trigger: ".o_form_view [name=scope]:contains(asks)" },
        { trigger: ".o_form_view:not(:has(button[name=action_scope_goodwill]))" },
    ],
});

// The board by item: a column for each item of the project in its order, those without
// open tasks folded; a task dropped on one is placed.
tours.add("scope_guard_board_by_item", {
    steps: () => [
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_group_by_menu .o_menu_item:contains(Scope item)", run: "click" },
        {
            trigger:
                ".o_kanban_group:not(.o_column_folded):contains(D01 Orders to accounting) .o_kanban_record:contains(Order export)",
        },
        { trigger: ".o_kanban_group.o_column_folded:contains(None)" },
        {
            trigger:
                ".o_kanban_group.o_column_folded:contains(D02 Layout of documents) + .o_kanban_group.o_column_folded:contains(X01 Migration of old orders)",
        },
        { trigger: ".o_column_folded:contains(D02 Layout of documents)", run: "click" },
        { trigger: ".o_kanban_group:not(.o_column_folded):contains(D02 Layout)" },
        {
            trigger: ".o_kanban_record:contains(Order export)",
            run: ({ drag_and_drop }) =>
                drag_and_drop(".o_kanban_group:not(.o_column_folded):contains(D02 Layout)"),
        },
        {
            trigger:
                ".o_kanban_group:contains(D02 Layout) .o_kanban_record:contains(Order export)",
        },
    ],
});

// Answers given faster than the server saves them: none is lost.
tours.add("scope_guard_quick_answers", {
    steps: () => [
        { trigger: ".o_scope_answer_chips:eq(2) button[data-value=expected]" },
        {
            trigger: ".o_form_view",
            // Each next click comes while the answer before it is on its way.
            run() {
                const rows = document.querySelectorAll(".o_scope_answer_chips").length;
                const click = (row) =>
                    document
                        .querySelectorAll(".o_scope_answer_chips")
                        [row].querySelector("[data-value=expected]")
                        .click();
                const { send } = XMLHttpRequest.prototype;
                let next = 1;
                XMLHttpRequest.prototype.send = function (body) {
                    if (next < rows && String(body).includes('"web_save"')) {
                        click(next++);
                        setTimeout(() => send.call(this, body), 100);
                    } else {
                        send.call(this, body);
                    }
                    if (next === rows) {
                        XMLHttpRequest.prototype.send = send;
                    }
                };
                click(0);
            },
        },
        { trigger: ".o_form_saved:not(:has([data-value=expected][aria-pressed=false]))" },
    ],
});
