import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { FloatField, floatField } from "@web/views/fields/float/float_field";

/** Hours where some were given: a list full of zeros hides the few figures. */
export class HoursGivenField extends FloatField {
    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

registry.category("fields").add("scope_hours_given", {
    ...floatField,
    component: HoursGivenField,
    displayName: _t("Hours, if any"),
});
