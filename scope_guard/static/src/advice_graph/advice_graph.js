import { registry } from "@web/core/registry";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";

/** Answers and what became of them, in the order of the buttons and in calm colours. */
const COLOURS = {
    decision: {
        accepted: "#4f8a5b",
        self: "#4d8fac",
        deferred: "#8fb8cf",
        declined: "#d9a441",
        pending: "#c3ccd4",
    },
    outcome: {
        averted: "#4f8a5b",
        materialised: "#c97b3d",
        open: "#c3ccd4",
    },
};

/**
 * The place and the colour of what a domain asks for.
 *
 * @param {Array[]} domain of a group
 * @param {string} [groupBy] name of the field that the groups differ by
 */
function styleOf(domain, groupBy) {
    const colours = COLOURS[groupBy];
    const leaf = colours && domain.find((one) => Array.isArray(one) && one[0] === groupBy);
    const place = leaf ? Object.keys(colours).indexOf(leaf[2]) : -1;
    return place < 0 ? false : { place, colour: colours[leaf[2]] };
}

export class AdviceGraphRenderer extends GraphRenderer {
    /** The field that colours tell apart: the last one that is grouped by. */
    get lastGroupBy() {
        return this.model.metaData.groupBy.at(-1)?.fieldName;
    }

    /** @override */
    getBarChartData() {
        const { datasets } = this.model.data;
        const styles = new Map();
        if (this.model.metaData.groupBy.length > 1) {
            for (const dataset of datasets) {
                const domain = dataset.domains.find((one) => one.length) || [];
                styles.set(dataset, styleOf(domain, this.lastGroupBy));
            }
            datasets.sort((a, b) => (styles.get(a).place ?? 99) - (styles.get(b).place ?? 99));
        }
        const data = super.getBarChartData();
        for (const dataset of datasets) {
            const style = styles.get(dataset);
            if (style) {
                dataset.backgroundColor = style.colour;
            } else if (!styles.size) {
                const own = dataset.domains.map((domain) => styleOf(domain, this.lastGroupBy));
                if (own.length && own.every(Boolean)) {
                    dataset.backgroundColor = own.map((one) => one.colour);
                }
            }
        }
        return data;
    }

    /** @override */
    getPieChartData() {
        const data = super.getPieChartData();
        for (const dataset of data.datasets) {
            const own = (dataset.domains || []).map((domain) => styleOf(domain, this.lastGroupBy));
            if (own.length && own.every(Boolean)) {
                dataset.backgroundColor = own.map((one) => one.colour);
            }
        }
        return data;
    }
}

registry.category("views").add("scope_advice_graph", {
    ...graphView,
    Renderer: AdviceGraphRenderer,
});
