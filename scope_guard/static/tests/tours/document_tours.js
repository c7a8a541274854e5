import { registry } from "@web/core/registry";
import { withBudget } from "./budget";

const tours = registry.category("web_tour.tours");

/** A document that the test made, by its external id. */
async function fetchFile(name) {
    const response = await fetch(`/web/content/scope_guard.test_${name.replace(".", "_")}`);
    const data = new DataTransfer();
    data.items.add(new File([await response.blob()], name));
    return data;
}

/** Choose a file: the dialog of the browser, which no tour can open, costs one click. */
function choose(name) {
    const run = async ({ anchor }) => {
        const input = anchor.querySelector("input[type=file]");
        input.files = (await fetchFile(name)).files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    run.counts = "click";
    return run;
}

/** Drag a file onto the page and let go of it. */
function drop(name, zone) {
    const run = async ({ anchor }) => {
        const dataTransfer = await fetchFile(name);
        const options = { bubbles: true, cancelable: true, dataTransfer };
        anchor.dispatchEvent(new DragEvent("dragenter", options));
        while (!document.querySelector(zone)) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        document.querySelector(zone).dispatchEvent(new DragEvent("drop", options));
    };
    run.counts = "click";
    return run;
}

const tab = (name) => `.o_embedded_actions button:contains(${name})`;

// A Word document and a new project, from the list of projects to its items.
tours.add("scope_guard_document_new_project", {
    steps: () => [
        ...withBudget({ clicks: 10, fields: 5 }, [
            { trigger: ".o_control_panel_main_buttons button:contains(New)", run: "click" },
            { trigger: ".modal .o_field_widget[name=name] input", run: "edit Other shop" },
            { trigger: ".modal .o_field_widget[name=partner_id] input", run: "edit Nordwind" },
            {
                trigger: ".o-autocomplete--dropdown-item:contains(Nordwind GmbH)",
                run: "click",
            },
            { trigger: ".modal .o_scope_drop", run: choose("TOR.docx") },
            { trigger: ".modal .o_scope_drop_done:contains(8 items, 2 notes, nothing lost)" },
            { trigger: ".modal .o_open_tasks", run: "click" },
            // The preview opens by itself; one heading has another kind than was read.
            {
                trigger: ".modal .o_data_row:contains(Phase 2) td[name=kind]",
                run: "click",
            },
            {
                trigger: ".modal .o_selected_row .o_field_widget[name=kind] input",
                run: "click",
            },
            { trigger: ".o_select_menu_item:contains(Not in)", run: "click" },
            { trigger: ".modal .o_data_row:contains(Spare parts):contains(Not in)" },
            { trigger: ".modal-footer button[name=action_save]", run: "click" },
        ]),
        {
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=exclusion_ids] .o_data_row:contains(Spare parts)",
        },
        { trigger: ".o_breadcrumb:contains(Other shop)" },
        { trigger: ".o_field_widget[name=purpose] textarea:value(/without retyping/)" },
    ],
});

// The signed PDF of a project that has run for a while: read and agreed in one go.
tours.add("scope_guard_document_agreed", {
    steps: () =>
        withBudget({ clicks: 6, fields: 3 }, [
            { trigger: tab("Scope"), run: "click" },
            { trigger: ".o_scope_start .o_scope_drop", run: choose("Signed.pdf") },
            { trigger: ".modal .o_data_row:contains(Point of sale)" },
            { trigger: ".modal-footer button[name=action_save_agreed]", run: "click" },
            { trigger: ".modal .o_field_widget[name=document_id] input:value(Signed.pdf)" },
            {
                trigger: ".modal .o_field_widget[name=signer_name] input",
                run: "edit Anna Berg",
            },
            { trigger: ".modal .o_field_widget[name=date_agreed] button", run: "click" },
            {
                trigger: ".modal .o_field_widget[name=date_agreed] input",
                run: "edit 03/02/2026",
            },
            { trigger: ".modal-footer button[name=action_confirm]", run: "click" },
            { trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Agreed)" },
            { trigger: ".o_field_widget[name=older_count]:contains(3)" },
        ]),
});

// The same with a signed scan, which nobody can read: one line says what was agreed.
tours.add("scope_guard_document_agreed_scan", {
    steps: () =>
        withBudget({ clicks: 6, fields: 3 }, [
            { trigger: tab("Scope"), run: "click" },
            {
                trigger: ".o_field_widget[name=deliverable_ids] a:contains(Add a line)",
                run: "click",
            },
            {
                trigger: ".o_field_widget[name=deliverable_ids] .o_selected_row [name=name] input",
                run: "edit All of the signed document",
            },
            { trigger: "button[name=action_record_agreement]", run: "click" },
            {
                trigger: ".modal .o_field_widget[name=evidence]",
                run: drop("Scan.pdf", ".o_scope_dropzone"),
            },
            { trigger: ".modal .o_field_widget[name=evidence] input:value(Scan.pdf)" },
            {
                trigger: ".modal .o_field_widget[name=signer_name] input",
                run: "edit Anna Berg",
            },
            { trigger: ".modal-footer button[name=action_confirm]", run: "click" },
            { trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Agreed)" },
        ]),
});

// What cannot be read is said; the file may be kept all the same.
tours.add("scope_guard_document_refused", {
    steps: () => [
        { trigger: ".o_scope_start .o_scope_drop", run: drop("Scan.pdf", ".o_scope_dropzone") },
        { trigger: ".modal:contains(it is a scan) button:contains(Keep it)", run: "click" },
        { trigger: ".o_notification:contains(Scan.pdf)" },
        { trigger: "body:not(:has(.modal)) .o_scope_start .o_scope_drop" },
    ],
});

// Row and place belong together, before the items are saved and after.
tours.add("scope_guard_document_beside", {
    steps: () => [
        { trigger: ".o_scope_start .o_scope_drop", run: choose("TOR.docx") },
        { trigger: ".modal .o_data_row:contains(Point of sale) td[name=name]", run: "click" },
        { trigger: ".o_scope_beside .o_scope_here:contains(Point of sale)" },
        { trigger: ".o_scope_beside [data-block]:contains(Spare parts)", run: "click" },
        { trigger: ".modal .o_data_row.o_scope_here:contains(Later)" },
        { trigger: ".o_scope_beside .o_scope_here:contains(Spare parts)" },
        { trigger: ".modal-footer button[name=action_save]", run: "click" },
        {
            trigger:
                "body:not(:has(.modal)) .o_data_row:contains(Migration) button[name=action_open_source]",
            run: "click",
        },
        { trigger: ".o_scope_document_text .o_scope_here:contains(Migration of old orders)" },
        { trigger: ".o_scope_document_items .active:contains(Migration)" },
        { trigger: ".o_scope_document_items:contains(The file is the one that was read)" },
        { trigger: ".o_scope_document_items button:contains(Spare parts)", run: "click" },
        { trigger: ".o_scope_document_text .o_scope_here:contains(Spare parts)" },
        { trigger: ".breadcrumb .o_back_button", run: "click" },
        { trigger: ".o_form_view button[name=action_open_document]" },
    ],
});

// The address of a place can be sent to a colleague.
tours.add("scope_guard_document_address", {
    steps: () => [
        { trigger: ".o_scope_document_text .o_scope_here:contains(Point of sale)" },
        { trigger: ".o_scope_document_items .active:contains(Point of sale)" },
    ],
});
