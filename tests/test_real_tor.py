"""A real Terms of Reference and its real backlog, taken in as a project manager would."""

import csv
import io
import re
import sys
from pathlib import Path

import pytest
from devkit import odoo

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
WRITERS = Path(__file__).resolve().parents[1] / "scope_guard" / "tests"
#: A heading for each kind, as people write it above the list.
HEADINGS = {
    "deliverable": "Scope of work",
    "exclusion": "Out of scope",
    "assumption": "Assumptions",
    "client_responsibility": "Responsibilities of the client",
    "phase2": "Later phases",
}
SURE = ("high", "medium")
#: Verdict of a task without hours, by the kind of its item in the file.
VERDICTS = {
    "deliverable": "in_scope",
    "assumption": "in_scope",
    "client_responsibility": "in_scope",
    "exclusion": "out_of_scope",
    "phase2": "out_of_scope",
}

pytestmark = pytest.mark.skipif(
    not DATA.exists(),
    reason="the public Terms of Reference and backlog are not beside the project",
)


def read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def items():
    return {row["code"]: row for row in read("talentmap_tor.csv")}


@pytest.fixture(scope="module")
def tasks():
    return read("talentmap_tasks_dev.csv")


@pytest.fixture
def env(installed_database):
    """As a project manager who is only Project / User; rolled back."""
    with odoo.environment(installed_database) as root:
        user = root["res.users"].create(
            {
                "name": "Jana Roth",
                "login": "real_tor_pm",
                "group_ids": [(4, root.ref("project.group_project_user").id)],
            }
        )
        yield root(user=user, context={"lang": "en_US", "tz": "UTC"})
        root.cr.rollback()


@pytest.fixture
def new_project(env, items):
    """A function that makes a project with the real TOR, imported and agreed."""

    def make():
        project = (
            env["project.project"]
            .sudo()
            .create(
                {
                    "name": "TalentMAP",
                    "user_id": env.uid,
                    "privacy_visibility": "employees",
                }
            )
        )
        project = project.with_env(env)
        tor = env["scope.tor"].create({"project_id": project.id})
        columns = ["code", "kind", "name", "clause", "source_section"]
        rows = [
            [row["code"], row["kind"], row["name"], row["clause"], row["section"]]
            for row in items.values()
        ]
        import_rows(env, "scope.item", columns, rows, default_tor_id=tor.id)
        tor.record_agreement(signer={"name": "Department of State"})
        return project

    return make


def import_rows(env, model, columns, rows, **context):
    """Odoo's own import: the file, the options of its screen, the button."""
    file = io.StringIO()
    csv.writer(file).writerows([columns, *rows])
    wizard = (
        env["base_import.import"]
        .with_context(**context)
        .create(
            {
                "res_model": model,
                "file": file.getvalue().encode(),
                "file_name": "list.csv",
                "file_type": "text/csv",
            }
        )
    )
    options = {"quoting": '"', "separator": ",", "has_headers": True}
    result = wizard.execute_import(columns, columns, options)
    assert not result["messages"], result["messages"][:3]
    assert len(result["ids"]) == len(rows)
    return env[model].browse(result["ids"])


def import_tasks(env, project, tasks, is_mapped):
    """The backlog; returns task records by their id in the file."""
    rows = [
        [
            task["title"],
            task["description"],
            task["scope_code"] if is_mapped(task) else "",
        ]
        for task in tasks
    ]
    columns = ["name", "description", "scope_item_id"]
    records = import_rows(
        env, "project.task", columns, rows, default_project_id=project.id
    )
    return {row["task_id"]: record for row, record in zip(tasks, records, strict=True)}


def is_placed(task, items):
    return task["scope_code"] in items


def hits(env, tasks, records, items, is_asked):
    """Share of tasks whose item is suggested first, and among the first three."""
    asked = [task for task in tasks if is_placed(task, items) and is_asked(task)]
    first = three = 0
    for task in asked:
        codes = records[task["task_id"]]._scope_suggestions().mapped("code")
        first += codes[:1] == [task["scope_code"]]
        three += task["scope_code"] in codes
    return first / len(asked), three / len(asked), len(asked)


def test_items_keep_code_kind_and_text(env, new_project, items):
    tor = new_project().scope_tor_id
    assert len(tor.item_ids) == len(items) == 45
    for item in tor.item_ids:
        row = items[item.code]
        kind = "later_phase" if row["kind"] == "phase2" else row["kind"]
        assert (item.kind, item.name, item.clause) == (
            kind,
            row["name"],
            row["clause"],
        )


def test_verdicts_and_flags_follow_the_column(env, new_project, items, tasks):
    half = {task["task_id"] for task in tasks[::2] if is_placed(task, items)}
    records = import_tasks(
        env, new_project(), tasks, lambda task: task["task_id"] in half
    )
    for task in tasks:
        record = records[task["task_id"]]
        kind = items[task["scope_code"]]["kind"] if task["task_id"] in half else None
        verdict = VERDICTS.get(kind, "undecided")
        assert record.scope_verdict == verdict, task["task_id"]
        opened = record.scope_flag_ids.filtered(lambda flag: not flag.date_closed)
        assert opened.mapped("verdict") == (
            [verdict] if verdict in ("undecided", "out_of_scope") else []
        )


def test_suggestions_reach_what_plain_bm25_reaches(
    env, new_project, items, tasks, capsys
):
    lines = []

    def report(label, records, is_asked):
        for confidence in (SURE, ("low",)):
            first, three, count = hits(
                env,
                tasks,
                records,
                items,
                lambda task, chosen=confidence: (
                    task["confidence"] in chosen and is_asked(task)
                ),
            )
            lines.append(
                f"  {label}, {'/'.join(confidence)}: first {first:.0%}, "
                f"among three {three:.0%} of {count}"
            )
            if confidence == SURE:
                sure = three
        return sure

    records = import_tasks(env, new_project(), tasks, lambda task: False)
    nothing = report("from nothing", records, lambda task: True)
    shares = []
    for side in (0, 1):
        mapped = {task["task_id"] for task in tasks[side::2] if is_placed(task, items)}
        records = import_tasks(
            env,
            new_project(),
            tasks,
            lambda task, mapped=mapped: task["task_id"] in mapped,
        )
        shares.append(
            report(
                f"half {side + 1} mapped",
                records,
                lambda task, mapped=mapped: task["task_id"] not in mapped,
            )
        )
    with capsys.disabled():
        print("\nright item suggested, real TOR:", *lines, sep="\n")
    assert nothing >= 0.46
    assert sum(shares) / 2 >= 0.80


def by_kind(items, elements):
    """A heading for each kind, and below it what `elements` makes of its rows."""
    result = [
        ("title", "TalentMAP: Terms of Reference"),
        ("h", 1, "Background"),
        ("p", "The Department of State seeks a new system for bidding on positions."),
    ]
    for kind, heading in HEADINGS.items():
        rows = [row for row in items.values() if row["kind"] == kind]
        result += [("h", 1, heading), *elements(rows)]
    return result


def bullets(rows):
    return [("list", "bullet", [f"{row['name']}: {row['clause']}" for row in rows])]


def numbers(rows):
    return [("list", "decimal", [f"{row['name']}\n{row['clause']}" for row in rows])]


def sections(rows):
    return [
        part for row in rows for part in (("h", 2, row["name"]), ("p", row["clause"]))
    ]


def one_table(items):
    head = ["Code", "Kind", "Item", "Clause", "Section"]
    fields = ("code", "kind", "name", "clause", "section")
    return [head, *([row[field] for field in fields] for row in items.values())]


def merged_table(items):
    """The kind stands once beside all its rows."""
    rows, last = [["Kind", "Clause", "Item"]], None
    for row in items.values():
        kind = HEADINGS[row["kind"]]
        rows.append(["^" if kind == last else kind, row["clause"], row["name"]])
        last = kind
    return rows


def table_by_kind(rows):
    return [("table", [["No.", "Item", "Description"]]
             + [[row["code"], row["name"], row["clause"]] for row in rows])]  # fmt: skip


def layouts(items):
    """(name, content) of the real Terms of Reference in each layout."""
    from documents import paper, sheet
    from documents.word import Word
    from documents.writer import Writer

    lists = {"bullets": bullets, "numbers": numbers, "sections": sections}
    for name, elements in lists.items():
        source = by_kind(items, elements)
        yield f"{name}.docx", Word(numbered=name == "sections").build(source)
        yield f"{name}, Google.docx", Word(google=True).build(source)
        yield f"{name}.odt", Writer().build(source)
    yield "sections.pdf", paper.Paper().build(by_kind(items, sections))
    yield "table.docx", Word().build([("table", one_table(items))])
    yield "merged.docx", Word().build([("table", merged_table(items))])
    yield "tables.docx", Word().build(by_kind(items, table_by_kind))
    yield "table.odt", Writer().build([("table", one_table(items))])
    yield "table.xlsx", sheet.workbook([("TOR", one_table(items), {})])
    sheets = [
        (heading[:31], [["Item", "Clause"], *(
            [row["name"], row["clause"]] for row in items.values() if row["kind"] == kind
        )], {})
        for kind, heading in HEADINGS.items()
    ]  # fmt: skip
    yield "sheets.xlsx", sheet.workbook(sheets)


def plain(text):
    return " ".join(re.findall(r"\w+", text.casefold()))


def test_the_document_becomes_items_with_the_right_kind(
    env, items, monkeypatch, capsys
):
    from odoo.addons.scope_guard.tools.document import read_document

    monkeypatch.syspath_prepend(str(WRITERS))
    report, faults = [], []
    for name, content in layouts(items):
        read = read_document(content, name).text
        left = list(read.items)
        right = 0
        for row in items.values():
            kind = "later_phase" if row["kind"] == "phase2" else row["kind"]
            wanted = [plain(row["name"]), plain(row["clause"])]
            found = next(
                (item for item in left
                 if all(text in plain(f"{item.text} {item.clause}") for text in wanted)),
                None,
            )  # fmt: skip
            if found is not None:
                left.remove(found)
            if found is not None and found.kind == kind:
                right += 1
            else:
                faults.append(f"{name}: {row['code']} {found and found.kind}")
        faults += [f"{name}: {item.text} is too much" for item in left]
        report.append(f"  {name}: {right} of {len(items)}")
    sys.modules.pop("documents", None)
    with capsys.disabled():
        print("\nread with the right kind, real TOR:", *report, sep="\n")
    assert not faults, faults
