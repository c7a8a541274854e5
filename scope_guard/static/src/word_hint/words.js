/** What stands for the day in an alternative, and instead of a day that is not known. */
const DAY = "{day}";
const NO_DAY = "…";

/**
 * @param {{pattern: string, alternative: string, locale: string}[]} rules as
 *     `scope.advice.scope_blame_words` returns them
 * @returns {{expression: RegExp, alternative: string, locale: string}[]}
 */
export function compileRules(rules) {
    return rules.map(({ pattern, ...rule }) => ({
        ...rule,
        // A whole word, in any alphabet; not "fault-tolerant".
        expression: new RegExp(
            `(?<![\\p{L}\\p{N}_-])(?:${pattern})(?![\\p{L}\\p{N}_-])`,
            "giu"
        ),
    }));
}

/**
 * The same as `find_blame` on the server, which has the list.
 *
 * @param {string} text
 * @param {ReturnType<compileRules>} rules
 * @param {import("luxon").DateTime | false} [day] on which it was noted
 * @returns {{phrase: string, start: number, alternative: string}[]} first things first
 */
export function findBlame(text, rules, day) {
    const found = [];
    for (const { expression, alternative, locale } of rules) {
        for (const match of text.replaceAll("’", "'").matchAll(expression)) {
            const words = day
                ? day.setLocale(locale).toLocaleString({ day: "numeric", month: "long" })
                : NO_DAY;
            found.push({
                phrase: text.slice(match.index, match.index + match[0].length),
                start: match.index,
                alternative: alternative.replace(DAY, words),
            });
        }
    }
    return found.sort((a, b) => a.start - b.start || b.phrase.length - a.phrase.length);
}

/**
 * What somebody wrote in an editor, as plain text: without what he quotes, which are the
 * words of others, and without the signature.
 *
 * @param {HTMLElement} editable
 */
export function writtenText(editable) {
    const copy = editable.cloneNode(true);
    for (const other of copy.querySelectorAll(
        "blockquote, [data-o-mail-quote], .o-signature-container"
    )) {
        other.remove();
    }
    for (const block of copy.querySelectorAll("p, div, br, li, tr, h1, h2, h3, h4, h5, h6")) {
        block.after("\n");
    }
    return copy.textContent;
}
