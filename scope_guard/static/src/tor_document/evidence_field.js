import { useRef } from "@odoo/owl";
import { useCustomDropzone } from "@web/core/dropzone/dropzone_hook";
import { Dropzone } from "@web/core/dropzone/dropzone";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { checkFileSize } from "@web/core/utils/files";
import { BinaryField, binaryField } from "@web/views/fields/binary/binary_field";

export class EvidenceDropzone extends Dropzone {
    static template = "scope_guard.EvidenceDropzone";
}

/** A file that may also be dropped anywhere on its dialog. */
export class EvidenceField extends BinaryField {
    static template = "scope_guard.EvidenceField";

    setup() {
        super.setup();
        this.notification = useService("notification");
        const root = (this.root = useRef("root"));
        useCustomDropzone(
            {
                get el() {
                    return root.el?.closest(".modal-content, .o_form_view");
                },
            },
            EvidenceDropzone,
            { onDrop: (ev) => this.take(ev.dataTransfer.files[0]) },
            () => !this.props.readonly
        );
    }

    async take(file) {
        if (file && checkFileSize(file.size, this.notification)) {
            const url = await getDataURLFromFile(file);
            await this.update({ data: url.split(",")[1], name: file.name });
        }
    }
}

registry.category("fields").add("scope_evidence", {
    ...binaryField,
    component: EvidenceField,
    displayName: _t("File to drop"),
});
