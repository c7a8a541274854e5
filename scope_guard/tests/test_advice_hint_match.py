import doctest
import logging
from html import escape

from markupsafe import Markup

from odoo.tests import TransactionCase, tagged

from ..tools import advice_match
from .advice_hints import ADVICE, CUSTOMERS, TEXTS

_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestAdviceHintMatch(TransactionCase):
    """The matcher on texts that were labelled before it was written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.project, cls.people, cls.keys = {}, {}, {}
        Partner, Project = cls.env["res.partner"], cls.env["project.project"]
        for key, (name, _lang, person) in CUSTOMERS.items():
            customer = Partner.create({"name": name, "is_company": True})
            cls.people[key] = Partner.create({"name": person, "parent_id": customer.id})
            cls.project[key] = Project.create(
                {"name": f"Project {key}", "partner_id": customer.id}
            )
        for row in ADVICE:
            cls.keys[cls._create_advice(row)] = row.key

    @classmethod
    def _create_advice(cls, row):
        values = {
            "project_id": cls.project[row.customer].id,
            "contact_id": cls.people[row.customer].id,
            "decision": row.decision,
            "name": row.name,
            "recommendation": row.recommendation,
            "risk": row.risk,
            "other_ways": row.other_ways,
        }
        if row.template:
            template = cls.env.ref(f"scope_guard.advice_template_{row.template}")
            names = ("name", "recommendation", "risk", "other_ways")
            values["template_id"] = template.id
            values |= {name: template.with_context(lang=None)[name] for name in names}
        return cls.env["scope.advice"].create(values)

    def _hinted(self, text):
        """The advice that is hinted at when this text comes in."""
        Hint = self.env["scope.advice.hint"]
        project = self.project[text.customer]
        if text.kind == "task":
            task = self.env["project.task"].create(
                {
                    "name": text.subject,
                    "description": f"<p>{escape(text.body)}</p>",
                    "project_id": project.id,
                }
            )
            hint = Hint.search([("task_id", "=", task.id)])
        else:
            person = self.people[text.customer]
            lines = escape(text.body).splitlines()
            message = project.message_post(
                subject=text.subject,
                body=Markup("<br>".join(lines)),
                message_type="email",
                author_id=person.id,
                email_from=f'"{person.name}" <somebody@customer.test>',
            )
            hint = Hint.search([("message_id", "=", message.id)])
        self.assertLessEqual(len(hint), 1)
        return hint

    def _measure(self, half):
        """Precision and recall on one half, and what is wrong."""
        right, wrong, missed = 0, [], []
        for text in TEXTS:
            if text.half != half:
                continue
            hint = self._hinted(text)
            got = self.keys[hint.advice_id] if hint else ""
            right += bool(got) and got == text.advice
            if got and got != text.advice:
                wrong.append((text.subject, got, hint.words))
            elif text.advice and not got:
                missed.append(text.subject)
        precision = right / (right + len(wrong))
        recall = right / (right + len(wrong) + len(missed))
        _logger.info(
            "Advice hints, half %r: precision %.2f, recall %.2f; wrong: %s; missed: %s",
            half,
            precision,
            recall,
            wrong,
            missed,
        )
        return precision, recall

    def test_the_plain_part(self):
        result = doctest.testmod(advice_match)
        self.assertGreater(result.attempted, 8)
        self.assertFalse(result.failed)

    def test_the_labels(self):
        known = {(row.customer, row.key) for row in ADVICE}
        self.assertEqual(len(known), 30)
        for half in ("build", "unseen"):
            labels = [text.advice for text in TEXTS if text.half == half]
            self.assertGreaterEqual(len(labels), 40)
            self.assertGreaterEqual(labels.count("") * 2, len(labels))
        for text in TEXTS:
            self.assertTrue(not text.advice or (text.customer, text.advice) in known)

    def test_half_for_building(self):
        precision, recall = self._measure("build")
        self.assertGreaterEqual(precision, 0.9)
        self.assertGreaterEqual(recall, 0.7)

    def test_unseen_half(self):
        precision, _recall = self._measure("unseen")
        self.assertGreaterEqual(precision, 0.9)
