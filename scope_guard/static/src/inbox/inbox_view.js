import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";
import { AnsweredBar } from "../answered/answered_bar";
import { InboxController } from "./inbox_controller";
import { InboxEmpty } from "./inbox_empty";
import { InboxRenderer } from "./inbox_renderer";

/** *Oldest first* is one list over all projects. */
class InboxModel extends RelationalModel {
    load(params = {}) {
        const context = params.context || this.config.context;
        if (context.scope_oldest_first) {
            params = { ...params, groupBy: [], orderBy: [] };
        }
        return super.load(params);
    }
}

export const inboxListView = {
    ...listView,
    Controller: InboxController,
    Model: InboxModel,
    Renderer: InboxRenderer,
};

registry.category("views").add("scope_inbox_list", inboxListView);

class InboxKanbanRenderer extends KanbanRenderer {
    static components = { ...KanbanRenderer.components, ActionHelper: InboxEmpty };
}

/** The same as cards, for the phone. */
class InboxKanbanController extends KanbanController {
    static template = "scope_guard.InboxKanbanView";
    static components = { ...KanbanController.components, AnsweredBar };

    setup() {
        super.setup();
        this.answers = useService("scope_guard_answers");
    }

    async undo() {
        await this.answers.undo();
        await this.model.load();
    }
}

export const inboxKanbanView = {
    ...kanbanView,
    Controller: InboxKanbanController,
    Renderer: InboxKanbanRenderer,
};

registry.category("views").add("scope_inbox_kanban", inboxKanbanView);
