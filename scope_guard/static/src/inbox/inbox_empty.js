import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** Nothing to decide: said with the figures of last week. */
export class InboxEmpty extends Component {
    static template = "scope_guard.InboxEmpty";
    static props = {
        // Of Odoo's own, in whose place it stands.
        noContentHelp: { type: String, optional: true },
        showRibbon: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ title: "", lines: [] });
        onWillStart(async () => {
            Object.assign(this.state, await this.orm.call("scope.flag", "get_empty_inbox", []));
        });
    }
}
