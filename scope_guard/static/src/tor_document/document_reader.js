import { useEnv, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dropzone } from "@web/core/dropzone/dropzone";
import { useCustomDropzone } from "@web/core/dropzone/dropzone_hook";
import { _t } from "@web/core/l10n/translation";

/** What the file dialog offers first; what is none of it gets a sentence. */
export const ACCEPTED = ".docx,.docm,.odt,.pdf,.xlsx,.xlsm";

/** The area that shows while a file is dragged over the form. */
export class DocumentDropzone extends Dropzone {
    static template = "scope_guard.DocumentDropzone";
}

/** Send a file; resolves with the answer of the server. */
function post(route, file, target, onProgress) {
    return new Promise((resolve, reject) => {
        const request = new browser.XMLHttpRequest();
        const data = new FormData();
        data.append("csrf_token", odoo.csrf_token);
        data.append("ufile", file);
        for (const [key, value] of Object.entries(target)) {
            if (value) {
                data.append(key, value);
            }
        }
        request.upload.addEventListener("progress", (ev) => onProgress(ev.loaded / ev.total));
        request.addEventListener("error", () => reject(new Error()));
        request.addEventListener("load", () => {
            try {
                resolve(JSON.parse(request.responseText));
            } catch {
                reject(new Error(String(request.status)));
            }
        });
        request.open("POST", route);
        request.send(data);
    });
}

/**
 * Reads documents on the server: one at a time, with a state to show meanwhile.
 *
 * @param {Object} params
 * @param {() => Object} params.getTarget ids of what gets the items: tor_id, project_id
 * @param {(reading: Object) => Promise} params.onRead called with what was found
 * @param {{el: HTMLElement}} [params.zone] where a file may be dropped
 * @param {() => boolean} [params.isEnabled]
 * @returns {{state: Object, read: Function}} state: name of the file while it is read,
 *  percent (null once it is sent)
 */
export function useDocumentReader({ getTarget, onRead, zone, isEnabled = () => true }) {
    // Not those of the component, which may be gone while a long document is read.
    const { dialog, notification } = useEnv().services;
    const state = useState({ name: "", percent: null });

    async function read(files) {
        const file = files[0];
        if (!file || state.name) {
            return;
        }
        if (files.length > 1) {
            notification.add(_t("One document at a time: %s is read.", file.name), {
                type: "info",
            });
        }
        Object.assign(state, { name: file.name, percent: 0 });
        try {
            const target = getTarget();
            const reading = await post("/scope_guard/document/read", file, target, (share) => {
                state.percent = share < 1 ? Math.round(100 * share) : null;
            });
            if (reading.error) {
                refuse(reading, file, target);
            } else {
                await onRead(reading);
            }
        } catch (error) {
            if (!(error instanceof Error) || error.name !== "Error") {
                throw error;
            }
            notification.add(
                error.message === "413"
                    ? _t("%s is larger than this server takes. Leave out the pictures, or save the chapters with the scope as a file of their own.", file.name)
                    : _t("%s could not be sent. Is the connection there? Try again.", file.name),
                { type: "danger" }
            );
        } finally {
            Object.assign(state, { name: "", percent: null });
        }
    }

    /** Say why it was not read; the file can be kept all the same. */
    function refuse({ error, can_keep: canKeep }, file, target) {
        const close = canKeep
            ? {
                  confirmLabel: _t("Keep it as an attachment"),
                  confirm: async () => {
                      const kept = await post("/scope_guard/document/keep", file, target, () => {});
                      notification.add(kept.message || kept.error, {
                          type: kept.error ? "danger" : "success",
                      });
                  },
                  cancelLabel: _t("Close"),
                  cancel: () => {},
              }
            : { confirmLabel: _t("Close") };
        dialog.add(ConfirmationDialog, {
            title: _t("This document cannot be read"),
            body: error,
            ...close,
        });
    }

    if (zone) {
        useCustomDropzone(
            zone,
            DocumentDropzone,
            { onDrop: (ev) => read([...ev.dataTransfer.files]) },
            () => isEnabled() && !state.name
        );
    }
    return { state, read };
}
