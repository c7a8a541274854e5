"""An agreement of 500 items beside one of 50: what the client's page, the printed document and its PDF take.

Times are seconds on the wall, because a PDF is made by another program; queries are those of the whole request.
"""

import contextlib
import statistics
import tempfile
import time
from pathlib import Path

from devkit.serving import Server

from odoo.addons.scope_guard.tools.version_reader import VersionReader

RUNS = 5
SIZES = (50, 500)
REPORT = "scope_guard.scope_tor_version_report"


def measure(env, stock, report):
    """Report milliseconds and queries of page, document and PDF of both sizes; as many queries for 500 as for 50."""
    with _styles(env):
        _measure(env, report)


@contextlib.contextmanager
def _styles(env):
    """A server that the program which makes PDFs gets their styles from."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(env.cr.dbname, Path(folder) / "odoo.log")
        try:
            env["ir.config_parameter"].set_param("report.url", server.address)
            yield
        finally:
            server.stop()


def _measure(env, report):
    queries = {}
    for size in SIZES:
        version = _agree(env, size)
        for name, function in (
            ("client's page", _page),
            ("reading on screen", _reading),
            ("document as HTML", _document),
            ("PDF", _pdf),
        ):
            if name == "PDF" and not _can_print(env):
                continue
            milliseconds, queries[name, size] = _cost(env, function, version)
            report(f"{name} of {size} items: ms", milliseconds)
            report(f"{name} of {size} items: queries", queries[name, size])
    few, many = SIZES
    for name in dict.fromkeys(name for name, _size in queries):
        report(
            f"{name}: queries of {many} items more than of {few}",
            queries[name, many] - queries[name, few],
            0,
        )


def _agree(env, size):
    """A scope of so many items, half of them parts of others, with a price, agreed and changed once."""
    project = env["project.project"].create(
        {
            "name": f"Project of {size}",
            "partner_id": env["res.partner"]
            .create({"name": f"Customer of {size}", "is_company": True})
            .id,
        }
    )
    tor = env["scope.tor"].create({"project_id": project.id, "contract_value": 50_000})
    kinds = ("deliverable", "exclusion", "assumption", "client_responsibility")
    sections = env["scope.item"].create(
        [
            {"name": f"Section {n}", "tor_id": tor.id, "kind": kinds[n % 4]}
            for n in range(size // 2)
        ]
    )
    env["scope.item"].create(
        [
            {
                "name": f"Part {n}",
                "clause": f"What part {n} is about, in a sentence that is read.",
                "tor_id": tor.id,
                "kind": section.kind,
                "parent_id": section.id,
                "allowance_hours": n % 7,
            }
            for n, section in enumerate(sections)
        ]
    )
    signer = {"name": "Eva Kranz", "email": "eva@kranz.example", "note": "Yes"}
    tor.record_agreement(signer=signer)
    change = env["scope.change"].create(
        {
            "tor_id": tor.id,
            "line_ids": [
                (0, 0, {"name": f"Line {n}", "hours": 2}) for n in range(size // 10)
            ],
        }
    )
    change._put_to_client()
    version = change.record_answer("pay", signer)
    link, _url = env["scope.link"]._make(tor, "sign", partner=tor.partner_id)
    link.version_id = version
    return version


def _cost(env, function, version):
    """Median milliseconds and the queries of a call, from an empty cache."""
    figures = []
    function(env, version)
    for _run in range(RUNS):
        env.flush_all()
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        assert function(env, version)
        figures.append(
            (1000 * (time.perf_counter() - start), env.cr.sql_log_count - queries)
        )
    milliseconds, queries = zip(*figures, strict=True)
    return round(statistics.median(milliseconds), 1), max(queries)


def _page(env, version):
    """What the controller puts on the page of an agreed version, and the page's own pieces."""
    tor = version.tor_id
    link = env["scope.link"].search([("version_id", "=", version.id)], limit=1)
    content, _content_hash = tor._agreement_content(link)
    reading = VersionReader(env, "client").read_content(content)
    render = env["ir.qweb"]._render
    html = render("scope_guard.scope_tor_version_reading", {"reading": reading})
    return html + render(
        "scope_guard.scope_tor_version_sign", {"sign": version._prepare_sign(content)}
    )


def _reading(env, version):
    return version.reading


def _document(env, version):
    return env["ir.actions.report"]._render_qweb_html(REPORT, version.ids)[0]


def _pdf(env, version):
    return env["ir.actions.report"]._render_qweb_pdf(REPORT, version.ids)[0]


def _can_print(env):
    return env["ir.actions.report"].get_wkhtmltopdf_state() not in ("install", "broken")
