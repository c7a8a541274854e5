import { registry } from "@web/core/registry";
import {
    Many2ManyBinaryField,
    many2ManyBinaryField,
} from "@web/views/fields/many2many_binary/many2many_binary_field";

/** The files of a record, as links: read only, also where they are a one2many. */
export const versionFilesField = {
    ...many2ManyBinaryField,
    component: Many2ManyBinaryField,
    supportedTypes: ["one2many", "many2many"],
};

registry.category("fields").add("scope_files", versionFilesField);
