import { registry } from "@web/core/registry";

const openFavourites = {
    trigger: ".o_searchview_dropdown_toggler",
    run: "click",
};

registry.category("web_tour.tours").add("scope_guard_advice_analysis", {
    steps: () => [
        { trigger: ".o_graph_view canvas" },
        openFavourites,
        {
            trigger: ".o_favorite_menu .o_menu_item:contains(How much of our advice is taken up)",
            run: "click",
        },
        { trigger: ".o_searchview_facet:contains(How much of our advice is taken up)" },
        { trigger: ".o_graph_view canvas" },
        { trigger: ".o_switch_view.o_pivot", run: "click" },
        { trigger: ".o_pivot th:contains(Nordwind)" },
        { trigger: ".o_pivot th:contains(Not taken up)" },
        {
            trigger:
                ".o_favorite_menu .o_menu_item:contains(What was not taken up, and happened), .o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_favorite_menu .o_menu_item:contains(What was not taken up, and happened)",
            run: "click",
        },
        { trigger: ".o_pivot th:contains(Cost to them)" },
    ],
});
