import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";
import { TextField, textField } from "@web/views/fields/text/text_field";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { WordHint } from "./word_hint";

/** The props of the hint below a field of a form. */
function fieldHintProps({ name, record }, around) {
    return {
        around,
        text: record.data[name],
        name: `${record.id},${name}`,
        day: record.data.date_told,
    };
}

/** A text that a client will read. */
export class WordedTextField extends TextField {
    static template = "scope_guard.WordedTextField";
    static components = { ...TextField.components, WordHint };

    get wordHintProps() {
        return fieldHintProps(this.props, ".o_field_widget");
    }
}

registry.category("fields").add("scope_worded_text", {
    ...textField,
    component: WordedTextField,
    displayName: _t("Multiline text for a client"),
});

/** A line that a client will read. */
export class WordedCharField extends CharField {
    static template = "scope_guard.WordedCharField";
    static components = { ...CharField.components, WordHint };

    get wordHintProps() {
        return fieldHintProps(this.props, ".o_field_widget");
    }
}

registry.category("fields").add("scope_worded_char", {
    ...charField,
    component: WordedCharField,
    displayName: _t("Text for a client"),
});

/** Below the editor of a mail, in a form that has one. */
export class WordHintWidget extends Component {
    static template = "scope_guard.WordHintWidget";
    static components = { WordHint };
    static props = { ...standardWidgetProps };

    get wordHintProps() {
        const { record } = this.props;
        // The editor has its own text: the field follows when one leaves it.
        return {
            around: ".o_scope_worded",
            text: record.data.body,
            name: `${record.id},body`,
        };
    }
}

registry.category("view_widgets").add("scope_word_hint", {
    component: WordHintWidget,
    fieldDependencies: [{ name: "body", type: "html" }],
});
