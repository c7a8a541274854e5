import logging
from collections import defaultdict, namedtuple
from email.utils import parseaddr

from babel.dates import format_skeleton
from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL
from odoo.tools.misc import babel_locale_parse, get_lang

from ..tools.advice_match import AdviceIndex, new_text

_logger = logging.getLogger(__name__)

STATE_SELECTION = [
    ("open", "May belong"),
    ("linked", "Linked"),
    ("dismissed", "Not related"),
]

#: Documents on whose mail a customer may come back to what he was advised.
THREADS = ("project.task", "project.project", "res.partner", "crm.lead")

#: Answers that leave something to happen. Accepted advice is compared, too, so that its
#: words do not count for another one, but nobody is reminded of it.
HINTED_DECISIONS = ("declined", "self", "deferred", "pending")

#: What comes in: the document, its task and the message if there are, the customer or a
#: contact of his, the name of who wrote it, and its body as plain text or HTML.
Incoming = namedtuple("Incoming", "document task message partner_id writer body")


class ScopeAdviceHint(models.Model):
    """A new task or incoming mail that looks like what a customer was advised.

    Written by the program alone. A person answers it: linked as what happened, or not
    related. It is seen by those who may read the advice and the document.
    """

    _name = "scope.advice.hint"
    _description = "Hint at an advice"
    _order = "date desc, id desc"

    advice_id = fields.Many2one(
        "scope.advice", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="advice_id.partner_id", string="Customer")
    res_model = fields.Char(required=True, export_string_translation=False)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True
    )
    task_id = fields.Many2one(
        "project.task", ondelete="cascade", index="btree_not_null"
    )
    message_id = fields.Many2one(
        "mail.message", ondelete="cascade", index="btree_not_null"
    )
    project_id = fields.Many2one(
        "project.project", ondelete="cascade", index="btree_not_null"
    )
    date = fields.Datetime("Came in", required=True)
    words = fields.Char(
        "Because of", help="The words that decided, the strongest first."
    )
    score = fields.Float(help="How strong the resemblance is; 4 is clear, 8 is plain.")
    state = fields.Selection(STATE_SELECTION, required=True, default="open")
    user_id = fields.Many2one("res.users", "Answered by", ondelete="set null")
    # What the link changed, so that it can be taken back.
    outcome_before = fields.Char(export_string_translation=False)
    date_incident_before = fields.Date(export_string_translation=False)

    document_name = fields.Char("What", compute="_compute_document_name")
    sentence = fields.Char(compute="_compute_sentence")
    can_link = fields.Boolean(compute="_compute_can_link")

    _task_uniq = models.UniqueIndex("(advice_id, task_id) WHERE task_id IS NOT NULL")
    _message_uniq = models.UniqueIndex(
        "(advice_id, message_id) WHERE message_id IS NOT NULL"
    )

    @api.depends("advice_id.code", "document_name")
    def _compute_display_name(self):
        for hint in self:
            hint.display_name = ": ".join(
                filter(None, [hint.advice_id.code, hint.document_name])
            )

    @api.depends("task_id.name", "message_id.subject", "res_model", "res_id")
    def _compute_document_name(self):
        for hint in self:
            name = hint.message_id.subject or hint.task_id.name
            if not name and hint.res_model in self.env:
                # sudo: who reads the hint may read its document.
                record = self.env[hint.res_model].sudo().browse(hint.res_id)
                name = record.display_name
            hint.document_name = name

    @api.depends_context("lang", "tz")
    @api.depends(
        "state",
        "advice_id.outcome",
        "advice_id.date_incident",
        "advice_id.code",
        "advice_id.date_told",
        "advice_id.decision",
        "advice_id.commitment_date",
        "advice_id.commitment_confirmed",
        "advice_id.date_deferred_until",
    )
    def _compute_sentence(self):
        for hint in self:
            hint.sentence = hint._scope_sentence()

    @api.depends_context("uid")
    @api.depends("advice_id")
    def _compute_can_link(self):
        writable = self.advice_id._filtered_access("write")
        for hint in self:
            hint.can_link = hint.advice_id in writable

    # ------------------------------------------------------------------ access
    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        bypass_access=False,
        **kwargs,
    ):
        if not self.env.su and not bypass_access:
            domain = Domain(domain) & self._scope_readable_domain()
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    @api.model
    def _scope_readable_domain(self):
        """Hints whose advice and document the user may read."""
        advice = self.env["scope.advice"].with_context(active_test=False)._search([])
        documents = Domain.FALSE
        for model in THREADS:
            if model not in self.env or not self.env[model].has_access("read"):
                continue
            readable = self.env[model].with_context(active_test=False)._search([])
            documents |= Domain("res_model", "=", model) & Domain(
                "res_id", "in", readable
            )
        return Domain("advice_id", "in", advice) & documents

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        forbidden = result[0] if result else self.browse()
        forbidden |= (self - forbidden)._scope_hidden()
        if not forbidden:
            return result
        return (
            forbidden,
            lambda: (
                result[1]()
                if result
                else AccessError(
                    self.env._(
                        "You may not read the advice or the document that this hint is "
                        "about."
                    )
                )
            ),
        )

    def _scope_hidden(self):
        """Those of these hints whose advice or document the user may not read."""
        # sudo: to know which records to ask about.
        hints = self.sudo()
        advices = hints.advice_id.with_env(self.env)._filtered_access("read")
        readable = {}
        for model, of_model in hints.grouped("res_model").items():
            readable[model] = set()
            if model in self.env:
                documents = self.env[model].browse(of_model.mapped("res_id"))
                readable[model] = set(documents._filtered_access("read").ids)
        return hints.filtered(
            lambda hint: (
                hint.advice_id.with_env(self.env) not in advices
                or hint.res_id not in readable[hint.res_model]
            )
        ).with_env(self.env)

    # ------------------------------------------------------------------ answers
    def action_link(self):
        """Link this as what happened: the advice gets its outcome and the day.

        A day that is noted already is kept. Only for who may write the advice.

        :return: action that says what was done and offers to undo it
        """
        self.check_access("read")
        advices = self.advice_id
        advices.check_access("write")
        for hint in self.filtered(lambda hint: hint.state != "linked"):
            advice = hint.advice_id
            values = {
                "state": "linked",
                "user_id": self.env.uid,
                "outcome_before": False,
                "date_incident_before": False,
            }
            if advice.outcome != "materialised":
                values["outcome_before"] = advice.outcome
                values["date_incident_before"] = advice.date_incident
                advice.write({"outcome": "materialised", "date_incident": hint._day()})
            # sudo: hints are written by the program alone; the right was checked.
            hint.sudo().write(values)
        return self._scope_answered(
            self.env._(
                "Linked to %(advice)s as what happened.",
                advice=", ".join(advices.mapped("display_name")),
            )
        )

    def action_dismiss(self):
        """Not related: it is not shown again.

        :return: action that says what was done and offers to undo it
        """
        self.check_access("read")
        hints = self.filtered(lambda hint: hint.state == "open")
        # sudo: hints are written by the program alone; who reads the document and the
        # advice may say that they have nothing to do with each other.
        hints.sudo().write({"state": "dismissed", "user_id": self.env.uid})
        return hints._scope_answered(self.env._("Noted as not related."))

    def action_undo(self):
        """Take the answer back: *Link* with what it set in the advice.

        :return: action that says so
        """
        self.check_access("read")
        for hint in self:
            before = hint.sudo().outcome_before
            if hint.state == "linked":
                advice = hint.advice_id
                advice.check_access("write")
                others = advice.sudo().hint_ids.filtered(
                    lambda other, hint=hint: other.state == "linked" and other != hint
                )
                # Since then somebody may have noted another day, or cost.
                untouched = (
                    advice.outcome == "materialised"
                    and advice.date_incident == hint._day()
                    and not advice.incident_cost
                )
                if before and untouched and not others:
                    advice.write(
                        {
                            "outcome": before,
                            "date_incident": hint.sudo().date_incident_before,
                        }
                    )
            # sudo: hints are written by the program alone; the right was checked.
            hint.sudo().write(
                {
                    "state": "open",
                    "user_id": False,
                    "outcome_before": False,
                    "date_incident_before": False,
                }
            )
        return self._scope_answered(self.env._("Taken back."), undo=False)

    def action_look(self):
        """Open the advice."""
        self.ensure_one()
        return self.advice_id.action_open()

    def action_open_document(self):
        """Open the task, project, customer or lead where it came in."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [[False, "form"]],
        }

    def _scope_answered(self, message, undo=True):
        """Client action: a line that says what was done, with *Undo*."""
        return {
            "type": "ir.actions.client",
            "tag": "scope_guard_hint_answered",
            "params": {
                "message": message,
                "hint_ids": self.ids,
                "undo": undo,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _day(self):
        self.ensure_one()
        return fields.Datetime.context_timestamp(self, self.date).date()

    # ------------------------------------------------------------------ words
    def _scope_sentence(self):
        """For instance: May belong to A-017 of March 3 (their team, due May 12)."""
        self.ensure_one()
        advice = self.advice_id
        values = {
            "code": advice.code or advice.name,
            "day": self._scope_format_day(advice.date_told),
            "answer": self._scope_answer_phrase(),
        }
        if self.state == "linked":
            return self.env._("Belongs to %(code)s of %(day)s (%(answer)s)", **values)
        return self.env._("May belong to %(code)s of %(day)s (%(answer)s)", **values)

    def _scope_answer_phrase(self):
        """For instance: their team, due May 12; or: not taken up, happened on May 20."""
        advice = self.advice_id
        answer = {
            "pending": self.env._("not answered yet"),
            "accepted": self.env._("taken up"),
            "deferred": self.env._("another time"),
            "self": self.env._("their team"),
            "declined": self.env._("not taken up"),
        }[advice.decision]
        if self.state == "open" and advice.outcome == "materialised":
            day = self._scope_format_day(advice.date_incident)
            return self.env._("%(answer)s, happened on %(day)s", answer=answer, day=day)
        if advice.decision == "self" and advice.commitment_confirmed:
            return self.env._("their team, done")
        if advice.decision == "self" and advice.commitment_date:
            day = self._scope_format_day(advice.commitment_date)
            return self.env._("their team, due %(day)s", day=day)
        if advice.decision == "deferred" and advice.date_deferred_until:
            day = self._scope_format_day(advice.date_deferred_until)
            return self.env._("another time, after %(day)s", day=day)
        return answer

    def _scope_format_day(self, day):
        """A day as one says it, the year only where it is another one."""
        if not day:
            return self.env._("an unknown day")
        this_year = day.year == fields.Date.context_today(self).year
        return format_skeleton(
            "MMMMd" if this_year else "yMMMMd",
            day,
            locale=babel_locale_parse(get_lang(self.env).code),
        )

    def scope_message_values(self):
        """How these hints are shown below their messages now.

        :return: list of (id of the message, values as in the web client or False)
        """
        self.check_access("read")
        return [
            (hint.message_id.id, hint._scope_web_values())
            for hint in self
            if hint.message_id
        ]

    def _scope_web_values(self):
        """What the web client shows of a hint below a message; nothing where it was
        said that the two are not related."""
        self.ensure_one()
        if self.state == "dismissed":
            return False
        return {
            "id": self.id,
            "sentence": self.sentence,
            "name": self.advice_id.name or "",
            "words": self.words or "",
            "state": self.state,
            "can_link": self.can_link,
        }

    # ------------------------------------------------------------------ matching
    @api.model
    def _scope_advice_hints(self, index, text, ignore="", limit=1):
        """The advice that a text is about; nothing where that is not clear.

        Hook: override for another matcher. A wrong hint is worse than none.

        :param index: ``AdviceIndex`` of the customer's advice, by id
        :param str text: plain text: the subject, and what is new in the body
        :param str ignore: names that say nothing: the customer's and the writer's
        :param int limit: how many at the most
        :return: list of ``Match`` (key: id of the advice, score, words), best first
        """
        return index.match(text, ignore=ignore, limit=limit)

    @api.model
    def _scope_note_tasks(self, tasks):
        """Compare new tasks with what their customers were advised."""
        incoming = []
        # sudo: who enters a task need not see the advice, and a client never does.
        for task in tasks.sudo():
            project = task.project_id
            if not project or task.is_template or project.is_template:
                continue
            partner = task.partner_id or project.partner_id
            message = self.env["mail.message"]
            incoming.append(
                Incoming(task, task, message, partner.id, "", task.description)
            )
        self._scope_note(incoming)

    @api.model
    def _scope_note_messages(self, messages):
        """Compare incoming mail with what the customer of its thread was advised.

        :param messages: list of (``mail.message``, id of its document, its body)
        """
        incoming = []
        for message, res_id, body in messages:
            # sudo: whoever receives mail need not see the advice, and a client never
            # does.
            message = message.sudo()
            document = self.env[message.model].sudo().browse(res_id)
            task = self.env["project.task"].sudo()
            if document._name == "project.task":
                task = document
                if not task.project_id or task.is_template:
                    continue
            partner_id = self._scope_thread_partner_id(document) or message.author_id.id
            writer = parseaddr(message.email_from or "")[0]
            incoming.append(Incoming(document, task, message, partner_id, writer, body))
        self._scope_note(incoming)

    @api.model
    def _scope_thread_partner_id(self, document):
        """Id of the customer, or a contact of his, whose document this is."""
        if document._name == "res.partner":
            return document.id
        partner = document.partner_id
        if not partner and document._name == "project.task":
            partner = document.project_id.partner_id
        return partner.id

    @api.model
    def _scope_note(self, incoming):
        """Note what resembles an advice. Never keeps a task or a mail from being saved.

        :param incoming: list of :class:`Incoming`
        """
        partner_ids = {source.partner_id for source in incoming if source.partner_id}
        if not partner_ids:
            return
        rows = self._scope_advice_rows(partner_ids)
        if not rows:
            return
        try:
            found = self._scope_match(incoming, rows)
            if found:
                with self.env.cr.savepoint():
                    self._scope_store(found)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except IntegrityError:
            # Two mails on one task at the same time, about the same advice.
            _logger.info("Somebody else noted the same hint at the same time.")
        except Exception:
            _logger.exception(
                "What came in could not be compared with the advice of partners %s.",
                sorted(partner_ids)[:20],
            )

    @api.model
    def _scope_advice_rows(self, partner_ids):
        """What the customers of these contacts were advised, in one query.

        :return: dict from contact id to list of rows (name of the customer, id of the
            advice, answer, its texts, who has it in hand)
        """
        self.env["scope.advice"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id", "name"])
        rows = defaultdict(list)
        for partner_id, *row in self.env.execute_query(
            SQL(
                """
                SELECT partner.id, customer.name, advice.id, advice.decision,
                       advice.name, advice.recommendation, advice.risk,
                       advice.other_ways, owner.name
                  FROM res_partner partner
                  JOIN res_partner customer
                    ON customer.id = partner.commercial_partner_id
                  JOIN scope_advice advice ON advice.partner_id = customer.id
             LEFT JOIN res_partner owner ON owner.id = advice.commitment_owner_id
                 WHERE partner.id = ANY(%s)
                   AND advice.active
                   AND advice.outcome != 'averted'
                   AND NOT EXISTS (
                       SELECT FROM scope_advice newer
                        WHERE newer.predecessor_id = advice.id)
              ORDER BY advice.id
                """,
                list(partner_ids),
            )
        ):
            rows[partner_id].append(row)
        return rows

    @api.model
    def _scope_match(self, incoming, rows):
        """:return: list of (:class:`Incoming`, ``Match``)"""
        indexes = {}
        found = []
        for source in incoming:
            of_customer = rows.get(source.partner_id)
            if not of_customer:
                continue
            if source.partner_id not in indexes:
                index = AdviceIndex()
                for _customer, advice_id, _decision, *texts in of_customer:
                    index.add(advice_id, *texts)
                indexes[source.partner_id] = index
            decisions = {row[1]: row[2] for row in of_customer}
            matches = self._scope_advice_hints(
                indexes[source.partner_id],
                self._scope_text(source),
                ignore=f"{of_customer[0][0]} {source.writer}",
            )
            found += [
                (source, match)
                for match in matches
                if decisions[match.key] in HINTED_DECISIONS
            ]
        return found

    @api.model
    def _scope_text(self, source):
        """What is new in a mail or task, as plain text."""
        subject = source.message.subject if source.message else source.task.name
        return new_text(subject, source.body)

    @api.model
    def _scope_store(self, found):
        # sudo: hints are written by the program alone.
        Hint = self.sudo()
        tasks = self.env["project.task"].union(*(source.task for source, _m in found))
        known = {}
        if tasks and any(source.message for source, _match in found):
            known = {
                (hint.task_id.id, hint.advice_id.id): hint
                for hint in Hint.search([("task_id", "in", tasks.ids)])
            }
        values = []
        for source, match in found:
            hint = known.get((source.task.id, match.key))
            if not hint:
                values.append(self._prepare_values(source, match))
            elif not hint.message_id:
                # The mail that made the task: its line stands below the mail, too.
                hint.message_id = source.message
        Hint.create(values)

    @api.model
    def _prepare_values(self, source, match):
        document = source.document
        project = source.task.project_id
        if document._name == "project.project":
            project = document
        return {
            "advice_id": match.key,
            "res_model": document._name,
            "res_id": document.id,
            "task_id": source.task.id,
            "message_id": source.message.id,
            "project_id": project.id,
            "date": source.message.date or fields.Datetime.now(),
            "words": ", ".join(match.words[:6]),
            "score": round(match.score, 1),
        }
