import { useEffect } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatMonetary } from "@web/views/fields/formatters";
import { MonetaryField, monetaryField } from "@web/views/fields/monetary/monetary_field";

/** A rate that, left empty, is the rate of the company, and says so. */
export class RateField extends MonetaryField {
    setup() {
        super.setup();
        useEffect(() => {
            if (this.inputRef?.el) {
                this.inputRef.el.placeholder = this.companyRate;
            }
        });
    }

    get companyRate() {
        const rate = this.props.record.data.company_goodwill_rate;
        const amount = formatMonetary(rate, { currencyId: this.currencyId });
        return rate ? _t("%s, as in the company", amount) : "";
    }

    get currencySymbol() {
        return this.state.value ? super.currencySymbol : "";
    }

    get formattedValue() {
        if (this.value) {
            return super.formattedValue;
        }
        return this.props.readonly ? this.companyRate : "";
    }
}

registry.category("fields").add("scope_rate", {
    ...monetaryField,
    component: RateField,
    displayName: _t("Rate, else that of the company"),
    fieldDependencies: [{ name: "company_goodwill_rate", type: "monetary", readonly: true }],
});
