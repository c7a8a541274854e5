"""What Odoo's own import needs to take in the items of a scope as people list them."""

from .tor_words import kind_of_word


def normalize_kinds(kinds, fields, data):
    """Return the rows with usual words for a kind turned into its key.

    Unknown words stay, so that Odoo's own message names the row.

    :param kinds: words that Odoo itself understands: keys and labels, in lower case

    >>> normalize_kinds((), ["name", "kind"], [["A", "Phase 2"], ["B", "banana"]])
    [['A', 'later_phase'], ['B', 'banana']]
    """
    if "kind" not in fields:
        return data
    column = fields.index("kind")
    rows = []
    for row in data:
        row = list(row)
        word = row[column]
        if isinstance(word, str) and word.strip().lower() not in kinds:
            row[column] = kind_of_word(word) or word
        rows.append(row)
    return rows


def load_items(model, fields, data, load):
    """Import rows of `scope.item`: kinds by any usual word, sections by their code.

    A section is looked up among the items of the same scope only, those of this file
    included, wherever they stand in it.

    :param model: `scope.item`
    :param load: the `load` of Odoo
    :return: what `load` returns
    """
    labels = dict(model._fields["kind"]._description_selection(model.env))
    known = {str(word).lower() for pair in labels.items() for word in pair}
    data = normalize_kinds(known, fields, data)
    if "parent_id" not in fields or model.env.context.get("import_skip_records"):
        return load(fields, data)
    column = fields.index("parent_id")
    parents = [(row[column] or "").strip() for row in data]
    fields = fields[:column] + fields[column + 1 :]
    data = [row[:column] + row[column + 1 :] for row in data]
    with model.env.cr.savepoint() as savepoint:
        result = load(fields, data)
        if result["ids"]:
            messages = _set_parents(model, result["ids"], parents)
            if messages:
                result["messages"] += messages
                result["ids"] = False
                savepoint.rollback()
                model.env.invalidate_all(flush=False)
    return result


def _set_parents(model, ids, parents):
    """Put the imported items into their sections; return what was not found."""
    items = model.browse(ids)
    candidates = {}
    for item in model.search([("tor_id", "in", items.tor_id.ids)]):
        for key in (item.name, item.display_name, item.code):  # the code wins
            candidates[item.tor_id, (key or "").strip().lower()] = item
    members, messages = {}, []
    for row, (item, word) in enumerate(zip(items, parents, strict=False)):
        if not word:
            continue
        parent = candidates.get((item.tor_id, word.lower()))
        if parent and parent != item:
            members.setdefault(parent, []).append(item.id)
            continue
        label = model._fields["parent_id"]._description_string(model.env)
        messages.append(
            {
                "type": "error",
                "record": row,
                "rows": {"from": row, "to": row},
                "field": "parent_id",
                "field_name": label,
                "field_path": ["parent_id"],
                "value": word,
                "message": model.env._(
                    "“%(word)s” is no code of an item in the scope of %(project)s.",
                    word=word,
                    project=item.tor_id.display_name,
                ),
            }
        )
    for parent, children in members.items():
        model.browse(children).parent_id = parent
    return messages
