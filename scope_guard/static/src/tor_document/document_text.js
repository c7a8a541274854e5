import { Component, onMounted, onPatched, useRef } from "@odoo/owl";

const HERE = "o_scope_here";

/**
 * The blocks of a document as one reads them: rows of a table together, and a mark
 * where a page begins.
 *
 * @param {Object[]} blocks see `scope.item.paste`
 * @returns {Object[]} pieces with key, type (page, table or block) and what it shows
 */
export function asPieces(blocks) {
    const pieces = [];
    let page = 0;
    for (const block of blocks) {
        if (block.page && block.page !== page) {
            page = block.page;
            pieces.push({ key: `page${block.no}`, type: "page", page });
        }
        const last = pieces.at(-1);
        if (block.role !== "row") {
            pieces.push({ key: block.no, type: "block", block });
        } else if (last?.type === "table" && last.rows[0].table === block.table) {
            last.rows.push(block);
        } else {
            pieces.push({ key: block.no, type: "table", rows: [block] });
        }
    }
    return pieces;
}

/** The text of a document, in which a place can be shown. */
export class DocumentText extends Component {
    static template = "scope_guard.DocumentText";
    static props = {
        blocks: Array,
        // [first, last] number of the blocks to show; a new array shows them again.
        place: { type: Array, optional: true },
        // Called with the number of a block that was clicked.
        onPick: { type: Function, optional: true },
    };

    setup() {
        this.root = useRef("root");
        this.pieces = asPieces(this.props.blocks);
        this.shown = undefined;
        onMounted(() => this.show());
        onPatched(() => this.show());
    }

    level(block) {
        return Math.min(Math.max(block.level || 1, 1), 6);
    }

    indent(block) {
        return 1.5 * Math.min(block.level || 0, 6);
    }

    /** Highlight the place, and bring it into view. */
    show() {
        const { place } = this.props;
        if (place === this.shown) {
            return;
        }
        this.shown = place;
        const root = this.root.el;
        for (const element of root.querySelectorAll(`.${HERE}`)) {
            element.classList.remove(HERE);
        }
        if (!place || !place[0]) {
            return;
        }
        let first;
        for (let no = place[0]; no <= (place[1] || place[0]); no++) {
            const element = root.querySelector(`[data-block="${no}"]`);
            element?.classList.add(HERE);
            first = first || element;
        }
        if (first) {
            // Within the text alone: the page around it stays where it is.
            const box = root.getBoundingClientRect();
            const { top } = first.getBoundingClientRect();
            root.scrollTo({ top: root.scrollTop + top - box.top - box.height / 4 });
        }
    }

    onClick(ev) {
        const element = ev.target.closest("[data-block]");
        const selection = document.getSelection();
        // Whoever marks words to copy them does not pick.
        const marks = selection.toString() && this.root.el.contains(selection.anchorNode);
        if (element && this.props.onPick && !marks) {
            this.props.onPick(Number(element.dataset.block));
        }
    }
}
