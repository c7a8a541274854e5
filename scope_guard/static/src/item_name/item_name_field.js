import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

/** Name of a scope item, moved to the right as deep as it is a part. */
export class ItemNameField extends CharField {
    static template = "scope_guard.ItemNameField";

    get indent() {
        return 1.25 * (this.props.record.data.level || 0);
    }
}

export const itemNameField = {
    ...charField,
    component: ItemNameField,
    displayName: _t("Scope item"),
    fieldDependencies: [{ name: "level", type: "integer", readonly: true }],
};

registry.category("fields").add("scope_item_name", itemNameField);
