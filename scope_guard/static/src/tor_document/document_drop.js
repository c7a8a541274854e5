import { Component, onMounted, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ACCEPTED, useDocumentReader } from "./document_reader";

/** Takes a file by drop or by choice, and shows that it is being read. */
class DocumentInput extends Component {
    static template = "scope_guard.DocumentDrop";

    setup() {
        this.root = useRef("root");
        this.input = useRef("input");
        this.accepted = ACCEPTED;
        // On a phone the button sits in a menu that closes, and takes the component with
        // it, before the file is chosen: nothing here may depend on its being there.
        const { action, orm } = this.env.services;
        Object.assign(this, { action, orm });
        onMounted(() => this.input.el.addEventListener("change", this.onChange.bind(this)));
    }

    get busyText() {
        const { name, percent } = this.reader.state;
        return percent === null
            ? _t("Reading %s… a long document takes a moment.", name)
            : _t("Sending %(name)s… %(percent)s %", { name, percent });
    }

    choose() {
        this.input.el.click();
    }

    onChange(ev) {
        this.reading = this.reader.read([...ev.target.files]);
        // The same file may be chosen again once it is mended.
        ev.target.value = null;
    }
}

/**
 * On scope and project, and where text is pasted: a document becomes a preview of items.
 *
 * Attributes: mode (area, button, or zone: shown only while it reads), zone (a file may
 * be dropped on the whole form)
 */
export class DocumentDrop extends DocumentInput {
    static props = {
        ...standardWidgetProps,
        mode: { type: String, optional: true },
        zone: { type: Boolean, optional: true },
    };
    static defaultProps = { mode: "area", zone: false };

    setup() {
        super.setup();
        const root = this.root;
        this.reader = useDocumentReader({
            getTarget: () => this.target,
            onRead: this.open.bind(this),
            zone: this.props.zone && {
                get el() {
                    const form = root.el?.closest(".o_form_view");
                    return form?.querySelector(".o_form_sheet_bg") || form;
                },
            },
        });
    }

    get target() {
        const { record } = this.props;
        if (record.resModel === "project.project") {
            return { project_id: record.resId };
        }
        if (record.resModel === "scope.item.paste") {
            return { tor_id: record.data.tor_id && record.data.tor_id.id };
        }
        return record.resId
            ? { tor_id: record.resId }
            : { project_id: record.data.project_id && record.data.project_id.id };
    }

    get summary() {
        return "";
    }

    async open({ id }) {
        const { record } = this.props;
        const action = await this.orm.call("scope.item.paste", "action_open_preview", [[id]]);
        if (record.resModel === "scope.item.paste") {
            // In place of this dialog; what is to be done after it stays to be done.
            return this.action.doAction(action);
        }
        // What was typed meanwhile is not lost. A page that nobody typed on is not saved:
        // the scope is made with its items.
        if ((await record.isDirty()) && !(await record.save())) {
            return;
        }
        await this.action.doAction(action, {
            onClose: async (infos) => {
                if (record.resId) {
                    await record.model.load();
                    return;
                }
                // The page of a scope that did not exist: now it may.
                const torId = infos?.scope_tor_id || (await this.findTor());
                if (torId) {
                    await record.model.load({ resId: torId });
                }
            },
        });
    }

    /** The scope of the project, for instance when the agreement was not recorded. */
    async findTor() {
        const { project_id: projectId } = this.target;
        const [project] = await this.orm.read("project.project", [projectId], ["scope_tor_id"]);
        return project?.scope_tor_id?.[0];
    }
}

registry.category("view_widgets").add("scope_document_drop", {
    component: DocumentDrop,
    extractProps: ({ attrs }) => ({ mode: attrs.mode || "area", zone: attrs.zone === "1" }),
});

/** In the dialog that creates a project: the reading waits for the project. */
export class DocumentOfNewProject extends DocumentInput {
    static props = { ...standardFieldProps };

    setup() {
        super.setup();
        const root = this.root;
        this.reader = useDocumentReader({
            getTarget: () => ({}),
            onRead: this.remember.bind(this),
            zone: {
                get el() {
                    return root.el?.closest(".modal-content, .o_form_view");
                },
            },
        });
        // Whoever is quicker than the reader: the project waits for it.
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({ detail }) =>
            detail.proms.push(this.reading)
        );
    }

    get summary() {
        return this.props.record.data[this.props.name] ? this.found : "";
    }

    async remember({ id, name, project_name: projectName, summary }) {
        const { record } = this.props;
        this.found = _t("%(name)s: %(summary)s", { name, summary });
        const changes = { [this.props.name]: id };
        if ("name" in record.data && !record.data.name) {
            changes.name = projectName;
        }
        await record.update(changes);
    }

    async forget() {
        await this.props.record.update({ [this.props.name]: 0 });
    }
}

registry.category("fields").add("scope_document_new", {
    component: DocumentOfNewProject,
    displayName: _t("Terms of Reference to read"),
    supportedTypes: ["integer"],
});
