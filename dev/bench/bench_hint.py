"""What comparing a new mail with a customer's advice costs, against stock Odoo on the same mail.

A project with 10,000 messages whose customer has 200 advices. Each mail goes through Odoo's mail gateway; stock and
ours take turns, each is rolled back. A time is the median of the differences of 25 such pairs, with an empty ORM cache
and the flush included. All that we do with a mail is counted: two of the queries ask whether it goes to the advice
address, and whether it is to be kept as it arrived; one asks for the customer's advice; three store a hint.
"""

import random
import statistics
import time

from odoo.tools import SQL

RUNS = 25
MESSAGES = 10_000
ADVICES = 200

#: Of everyday projects, to fill two hundred advices with texts of their own.
WORDS = """
    invoice warehouse shipment discount voucher newsletter campaign interface backup server printer label payment
    posting ledger cash register catalogue picture translation search checkout delivery return refund credit limit
    approval contract tender supplier stock count batch serial number barcode scanner forecast budget report dashboard
    role permission password certificate firewall cluster cache index archive migration rehearsal training handbook
    workshop interview survey pilot rollout holiday shift planning machine tool spare part drawing version release
""".split()
TROUBLE = """Since Monday forty shop orders are missing in accounting, and others were posted twice. The connection
broke off in the middle of a transfer, as far as our specialist can tell."""
CHAT = """Could we move the workshop to Thursday afternoon? Two colleagues are on holiday, and the room on the second
floor is free. Parking is behind the house, please use the side entrance."""
#: What surrounds the point of a mail in life.
TALK = (
    """Thank you for the good talk last week, the minutes arrived and nobody had remarks. """
    * 8
)


def measure(env, stock, report):
    """Report the figures of the issue's line on a new mail."""
    ours, theirs = _Base(env), _Base(stock)
    ours.advise()
    for base in (ours, theirs):
        base.analyze()
    ours.forget()
    first = ours.receive(ours.project, TROUBLE)
    base = theirs.receive(theirs.project, TROUBLE)
    report(
        "first mail after the start, 200 advices: ms over stock",
        round(first.ms - base.ms, 1),
    )
    for name, body, bounds in (
        ("with a hint", TROUBLE, (6, 15)),
        ("without a hint", CHAT, (3, 15)),
    ):
        extra = _in_turn(ours, theirs, "project", body)
        title = f"mail on a project of 10,000 messages, {name}"
        report(f"{title}: extra queries", extra.queries, bounds[0])
        report(f"{title}: ms over stock", round(extra.ms, 1), bounds[1])
        extra = _in_turn(ours, theirs, "task", body)
        title = f"mail that makes a task, {name}"
        report(f"{title}: ms over stock, all that we do", round(extra.ms, 1))
    extra = _in_turn(ours, theirs, "unadvised", TROUBLE)
    title = "mail of a customer without advice"
    report(f"{title}: extra queries", extra.queries, 3)
    report(f"{title}: ms over stock", round(extra.ms, 1), 5)


def _in_turn(ours, theirs, place, body):
    """Both in turn, so that a machine that grows slower meanwhile is slower for both."""
    queries, times = [], []
    for run in range(RUNS + 1):
        mine, stock = (
            base.receive(
                base.unadvised if place == "unadvised" else base.project,
                body,
                new_task=place == "task",
            )
            for base in (ours, theirs)
        )
        # The first one fills what is kept between requests.
        if run:
            queries.append(mine.queries - stock.queries)
            times.append(mine.ms - stock.ms)
    return _Figure(statistics.median(queries), statistics.median(times))


class _Figure:
    def __init__(self, queries, ms):
        self.queries, self.ms = queries, ms


class _Base:
    """One database: a customer with a project, and one whom nobody advised."""

    def __init__(self, env):
        self.env = env(context={"lang": "en_US", "tz": "UTC"})
        self.domain = self.env["mail.alias.domain"].create({"name": "bench.test"})
        self.project = self._project("Nordwind GmbH", "tom@nordwind.test")
        self.unadvised = self._project("Hafen AG", "petra@hafen.test")
        self._messages()

    def _project(self, name, email):
        customer = self.env["res.partner"].create({"name": name, "is_company": True})
        self.env["res.partner"].create(
            {"name": f"Person of {name}", "email": email, "parent_id": customer.id}
        )
        project = self.env["project.project"].create(
            {
                "name": f"Project of {name}",
                "partner_id": customer.id,
                "alias_name": email.split("@")[0],
            }
        )
        project.alias_id.alias_domain_id = self.domain
        return project

    def _messages(self):
        """By SQL from one message made by Odoo: what is measured comes after."""
        message = self.project.message_post(body="Hello", message_type="email")
        self.env.flush_all()
        columns = SQL(", ").join(
            SQL.identifier(field.name)
            for field in message._fields.values()
            if field.store
            and field.column_type
            and field.name not in ("id", "message_id")
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO mail_message (%(columns)s, message_id) "
                "SELECT %(columns)s, '<bench-' || number || '@test>' "
                "FROM mail_message, generate_series(1, %(number)s) AS number WHERE id = %(id)s",
                columns=columns,
                number=MESSAGES - 1,
                id=message.id,
            )
        )
        self.env.invalidate_all()

    def advise(self):
        """Two hundred advices: the firm's library, and texts of words drawn by lot."""
        draw = random.Random(3)
        library = self.env["scope.advice.template"].search([])
        names = ("name", "recommendation", "risk", "other_ways")
        values = [{name: entry[name] for name in names} for entry in library]
        for number in range(ADVICES - len(values)):
            values.append(
                {
                    "name": f"{' '.join(draw.choices(WORDS, k=5))} {number}",
                    "recommendation": " ".join(draw.choices(WORDS, k=45)),
                    "risk": " ".join(draw.choices(WORDS, k=45)),
                    "other_ways": " ".join(draw.choices(WORDS, k=30)),
                }
            )
        for row in values:
            row |= {"project_id": self.project.id, "decision": "declined"}
        self.env["scope.advice"].create(values)
        self.env.flush_all()

    @staticmethod
    def forget():
        """As after the start of a worker: no text was counted yet."""
        from odoo.addons.scope_guard.tools import advice_match, text_index

        for cached in (
            advice_match.profile,
            advice_match._term,
            advice_match.stem,
            text_index.stem,
        ):
            cached.cache_clear()

    def analyze(self):
        for table in ("mail_message", "res_partner", "project_task"):
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def receive(self, project, body, new_task=False):
        """One mail through the gateway, taken back by a savepoint, unmeasured."""
        sender = "tom@nordwind.test" if project == self.project else "petra@hafen.test"
        mail = (
            f"From: Somebody <{sender}>\nTo: project@example.test\nSubject: A word\n"
            "Message-ID: <measured@test>\nDate: Mon, 20 Apr 2026 09:00:00 +0000\n"
            f"Content-Type: text/html; charset=utf-8\n\n<p>Hello Jana,</p><p>{TALK}</p>"
            f"<p>{body}</p><p>Best regards</p>"
        )
        model, values = "project.project", {}
        if new_task:
            model, values = "project.task", {"project_id": project.id}
        thread_id = None if new_task else project.id
        savepoint = self.env.cr.savepoint(flush=False)
        savepoint.__enter__()
        self.env.flush_all()
        self.env.invalidate_all()
        cr = self.env.cr
        queries, start = cr.sql_log_count, time.perf_counter()
        self.env["mail.thread"].message_process(
            model, mail, custom_values=values, thread_id=thread_id
        )
        self.env.flush_all()
        figure = _Figure(
            cr.sql_log_count - queries, (time.perf_counter() - start) * 1000
        )
        cr.precommit.clear()
        cr.postcommit.clear()
        self.env.clear()
        savepoint.rollback()
        savepoint.close(rollback=False)
        return figure
