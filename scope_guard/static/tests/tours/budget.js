/**
 * Steps of a tour that counts its own clicks and typed fields, and fails above what the
 * job may cost its user.
 *
 * @param {{clicks: number, fields: number}} budget
 * @param {Object[]} steps
 */
export function withBudget(budget, steps) {
    const actions = steps
        // A function types a text that the words of a run cannot hold, or says what it does.
        .flatMap(({ run }) =>
            typeof run === "function" ? [run.counts || "fill"] : run?.split("&&") || []
        )
        .map((action) => action.trim().split(" ")[0]);
    const clicks = actions.filter((action) => ["click", "press"].includes(action)).length;
    const fields = actions.filter((action) => ["edit", "fill", "editor"].includes(action)).length;
    if (clicks > budget.clicks || fields > budget.fields) {
        throw new Error(
            `${clicks} clicks and ${fields} fields, allowed are ${budget.clicks} and ${budget.fields}`
        );
    }
    return steps;
}
