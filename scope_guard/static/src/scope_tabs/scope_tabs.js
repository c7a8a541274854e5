import { browser } from "@web/core/browser/browser";
import { patch } from "@web/core/utils/patch";
import { ControlPanel } from "@web/search/control_panel/control_panel";

const TABS = ["action_scope_open", "action_scope_advice"];

/**
 * Odoo hides the tabs of a project per user and project until each is ticked. Ours are
 * there from the start; the first choice of the user is his and is kept.
 */
patch(ControlPanel.prototype, {
    setup() {
        this._scopeKeepTabsOnForm();
        super.setup();
        const handler = this.embeddedActionsConfigHandler;
        if (
            handler.hasEmbeddedActionsConfig() ||
            handler.parentResModel !== "project.project" ||
            !handler.currentActiveId
        ) {
            return;
        }
        const info = this.state.embeddedInfos;
        const ours = info.embeddedActions.filter((action) => TABS.includes(action.python_method));
        if (!ours.length) {
            return;
        }
        // `false` is the action that the bar belongs to.
        info.visibleEmbeddedActions = [false, ...ours.map((action) => action.id)];
        info.showEmbedded = true;
        // Stored whole with the first choice, in one call: the server refuses a first row
        // without its model, and two calls would race.
        const store = handler.setEmbeddedActionsConfig.bind(handler);
        handler.setEmbeddedActionsConfig = (config) => {
            const first = handler.hasEmbeddedActionsConfig()
                ? {}
                : {
                      res_model: handler.parentResModel,
                      embedded_visibility: true,
                      embedded_actions_visibility: info.visibleEmbeddedActions,
                      embedded_actions_order: [],
                  };
            store({ ...first, ...config });
        };
    },

    /**
     * The first time, a user who asks for the bar chooses what is on it, as in stock
     * Odoo; from then on the same entry hides and shows it.
     */
    async onClickShowEmbedded() {
        const { state, embeddedActionsConfigHandler: handler } = this;
        const untouched = state.embeddedInfos.showEmbedded && !handler.hasEmbeddedActionsConfig();
        if (!untouched) {
            return super.onClickShowEmbedded();
        }
        handler.setEmbeddedActionsConfig({ embedded_visibility: true });
        browser.setTimeout(() =>
            this.root.el?.querySelector("button[name='openEmbeddedActions']")?.click()
        );
    },

    /** Odoo gives no tabs to forms; the scope of a project is one, and is a tab. */
    _scopeKeepTabsOnForm() {
        const { config, searchModel } = this.env;
        const context = searchModel?.globalContext || {};
        const actions = context.parent_action_embedded_actions || [];
        const current = actions.find(({ id }) => id === context.current_embedded_action_id);
        if (config?.viewType === "form" && current?.python_method === "action_scope_open") {
            config.embeddedActions = actions;
            config.parentActionId = context.parent_action_id;
            config.currentEmbeddedActionId = current.id;
        }
    },
});
