import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloatTime } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const COLORS = { ok: "success", amber: "warning", red: "danger", dark: "dark" };

/** Hours planned of the hours agreed, as a bar in the colour of its step. */
export class HoursBarField extends Component {
    static template = "scope_guard.HoursBarField";
    static props = {
        ...standardFieldProps,
        allowanceField: { type: String, optional: true },
    };
    static defaultProps = { allowanceField: "allowance_hours" };

    get used() {
        return this.props.record.data[this.props.name] || 0;
    }

    get allowance() {
        return this.props.record.data[this.props.allowanceField] || 0;
    }

    get text() {
        const used = formatFloatTime(this.used);
        return this.allowance ? `${used} / ${formatFloatTime(this.allowance)}` : used;
    }

    get share() {
        return this.allowance ? Math.round((100 * this.used) / this.allowance) : 0;
    }

    get width() {
        return Math.min(this.share, 100);
    }

    get color() {
        return COLORS[this.props.record.data.tier] || "secondary";
    }
}

export const hoursBarField = {
    component: HoursBarField,
    displayName: _t("Hours bar"),
    supportedTypes: ["float"],
    isEmpty: () => false,
    fieldDependencies: ({ options }) => [
        { name: options.allowance || "allowance_hours", type: "float", readonly: true },
        { name: "tier", type: "selection", readonly: true },
    ],
    extractProps: ({ options }) => ({ allowanceField: options.allowance || "allowance_hours" }),
};

registry.category("fields").add("scope_hours_bar", hoursBarField);
