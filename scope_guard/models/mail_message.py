from datetime import UTC

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize_all, format_date, html2plaintext

from odoo.addons.mail.tools.discuss import Store

from ..tools.advice_eml import build_eml
from .res_partner import READERS

#: What advice can be logged from. A lead only where there are leads.
LOGGED_MODELS = ("project.task", "project.project", "res.partner", "crm.lead")
#: The name that Odoo's mail gateway gives to a mail as it arrived.
ORIGINAL_NAME = "original_email.eml"


class MailMessage(models.Model):
    """Advice is logged where it happens: from any message."""

    _inherit = "mail.message"

    scope_advice_ids = fields.One2many(
        "scope.advice",
        "message_id",
        string="Advice logged from it",
        groups=READERS,
    )

    def _to_store_defaults(self, target):
        defaults = super()._to_store_defaults(target)
        # Only what the reader himself may see; others see it when they open the thread.
        if target.is_current_user(self.env) and self.env.user.has_group(READERS):
            defaults.append(
                Store.Attr("scope_advices", lambda message: message._scope_links())
            )
        return defaults

    def action_scope_log_advice(self):
        """Open the dialog that logs an advice from this message."""
        self.ensure_one()
        self.check_access("read")
        self.env["scope.advice"].check_access("create")
        if self.model not in LOGGED_MODELS or not self.res_id:
            raise UserError(
                self.env._(
                    "Advice is logged from the messages of projects, tasks, customers "
                    "and leads. Open the one it belongs to, and log it there."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_advice_action_log"
        )
        return action | {"context": self._scope_advice_context()}

    def scope_advice_links(self):
        """What the message shows of the advice that was logged from it.

        :return: list of dicts with id and number (code)
        """
        self.ensure_one()
        self.check_access("read")
        return self._scope_links()

    def _scope_links(self):
        # sudo: a message may be formatted in a privileged environment; what it links to
        # is for the reader alone.
        advices = self.with_user(self.env.user).scope_advice_ids
        return [
            {"id": advice.id, "code": advice.code}
            for advice in advices._filtered_access("read")
        ]

    def _scope_advice_context(self):
        """What the message already says, as defaults of an advice."""
        self.ensure_one()
        record = self.env[self.model].browse(self.res_id)
        project = self._scope_project(record)
        contact = self._scope_contact(record, project)
        context = {
            "default_message_id": self.id,
            "default_project_id": project.id,
            "default_contact_id": contact.id,
            "default_date_told": fields.Datetime.context_timestamp(
                self, self.date
            ).date(),
            "default_user_id": self._scope_owner().id,
        }
        if not self.is_internal and not self.subtype_id.internal:
            context["default_channel"] = "mail"
        customer = contact.commercial_partner_id
        if not customer and "partner_id" in record._fields:
            customer = record.partner_id.commercial_partner_id
        if not customer and record._name == "res.partner":
            customer = record.commercial_partner_id
        context["default_partner_id"] = (
            project.scope_tor_id.partner_id.commercial_partner_id
            or project.partner_id.commercial_partner_id
            or customer
        ).id
        return {name: value for name, value in context.items() if value}

    def _scope_project(self, record):
        if record._name == "project.project":
            return record
        if record._name == "project.task":
            return record.project_id
        return self.env["project.project"]

    def _scope_owner(self):
        """Who gave the advice: the author if he is one of us, else who logs it."""
        users = self.sudo().author_id.user_ids.filtered(
            lambda user: user.active and user.has_group(READERS)
        )
        return users[:1] or self.env.user

    def _scope_contact(self, record, project):
        """The person outside: who wrote it, or to whom we wrote."""
        # sudo: the people of a message that the user may read.
        message = self.sudo()
        people = message.author_id
        if not people and message.email_from:
            people = self._scope_people(record, message.email_from)
        outside = people.filtered(lambda person: self._scope_is_outside(person))
        if outside:
            return outside[:1].with_env(self.env)
        told = self._scope_people(record, message.incoming_email_to)
        told |= message.partner_ids
        told |= message.notification_ids.filtered(
            lambda notice: notice.notification_type == "email"
        ).res_partner_id
        told |= self._scope_people(record, message.incoming_email_cc)
        told = told.filtered(lambda person: self._scope_is_outside(person))
        customer = (
            project.scope_tor_id.partner_id or project.partner_id or record
        ).sudo()
        if customer._name != "res.partner":
            customer = self.env["res.partner"].sudo()
        customer = customer.commercial_partner_id
        theirs = told.filtered(
            lambda person: person.commercial_partner_id == customer
        ).sorted("is_company")
        found = theirs or told
        if not found and record._name == "res.partner" and not record.is_company:
            found = record
        return found[:1].with_env(self.env)

    def _scope_people(self, record, emails):
        if not emails:
            return self.env["res.partner"]
        return self.env["mail.thread"]._partner_find_from_emails_single(
            email_normalize_all(emails), no_create=True
        )

    def _scope_is_outside(self, person):
        ours = person.user_ids.filtered(lambda user: not user.share)
        companies = self.env["res.company"].sudo()
        return not ours and not companies.search_count(
            [("partner_id", "in", person.ids)], limit=1
        )

    def _scope_source_note(self):
        """For instance: Message of Tom Kim of 3 March, kept as evidence as it arrived."""
        self.ensure_one()
        message = self.sudo()
        day = format_date(
            self.env, fields.Datetime.context_timestamp(self, message.date).date()
        )
        who = message.author_id.name or message.email_from or ""
        if self._scope_original():
            return self.env._(
                "Message of %(who)s of %(day)s. It is kept as evidence, as it arrived.",
                who=who,
                day=day,
            )
        return self.env._(
            "Message of %(who)s of %(day)s. It is kept as evidence, as stored by Odoo.",
            who=who,
            day=day,
        )

    def _scope_original(self):
        """The mail as it arrived, where the gateway or Scope Guard kept it."""
        # sudo: who may read a message may read what it was made from.
        attached = self.sudo().attachment_ids.filtered(
            lambda file: file.name == ORIGINAL_NAME
        )
        return attached[:1] or self.env["ir.attachment"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("name", "=", ORIGINAL_NAME),
            ],
            limit=1,
        )

    def _scope_evidence_file(self, advice):
        """A file of this message that belongs to the advice.

        The mail as it arrived where there is one; else it is rebuilt from what Odoo
        stored, and says so in its name, its description and its own head.
        """
        self.ensure_one()
        self.check_access("read")
        place = {"res_model": advice._name, "res_id": advice.id}
        # sudo: who may read a message may read its files, and shows them to those who
        # read the advice that he logs from it.
        message = self.sudo()
        original = self._scope_original()
        if original:
            description = self.env._(
                "The mail as it arrived. Message-ID: %(message_id)s",
                message_id=message.message_id or "",
            )
            return original.copy(place | {"description": description})
        subject = message.subject or message.record_name or ""
        name = " ".join(f"{message.date:%Y-%m-%d} {subject}".split())[:80]
        people = self._scope_mail_people()
        facts = [
            f"Message-ID: {message.message_id or ''}",
            f"Date: {message.date:%Y-%m-%d %H:%M:%S} UTC",
            *(f"{header}: {value}" for header, value in people.items() if value),
        ]
        files = message.attachment_ids
        return files.create(
            place
            | {
                "name": self.env._(
                    "%(subject)s (rebuilt, as stored by Odoo).eml", subject=name
                ),
                "description": self.env._(
                    "Rebuilt: as stored by Odoo, not the mail as it arrived.\n%(facts)s",
                    facts="\n".join(facts),
                ),
                "mimetype": "message/rfc822",
                "raw": build_eml(
                    people
                    | {
                        "Subject": message.subject or message.record_name,
                        "Message-ID": message.message_id,
                    },
                    message.date.replace(tzinfo=UTC),
                    message.body,
                    html2plaintext(message.body or ""),
                    [(file.name, file.raw, file.mimetype) for file in files],
                ),
            }
        )

    def _scope_mail_people(self):
        """From, To and Cc as far as Odoo stores them."""
        message = self.sudo()
        told = (
            message.partner_ids
            | message.notification_ids.filtered(
                lambda notice: notice.notification_type == "email"
            ).res_partner_id
        )
        sent = ", ".join(person.email_formatted for person in told if person.email)
        return {
            "From": message.email_from or message.author_id.email_formatted,
            "To": message.incoming_email_to or message.outgoing_email_to or sent,
            "Cc": message.incoming_email_cc,
        }
