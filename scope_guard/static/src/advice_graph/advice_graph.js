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
    const colours = COLOURS[groupBy] || {};
    // The last one is that of the group; before it stand those of the search.
    const [, , value] =
        domain.findLast((one) => one[0] === groupBy && one[1] === "=" && one[2] in colours) || [];
    return value ? { place: Object.keys(colours).indexOf(value), colour: colours[value] } : false;
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
        // Without the line of the sums: a bar is as high as its sum.
        return { ...data, datasets };
    }

    /** @override */
    getScaleOptions() {
        const options = super.getScaleOptions();
        if (this.model.metaData.measure === "__count" && options.y) {
            Object.assign(options.y.ticks, { precision: 0, callback: String });
        }
        return options;
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
