"""A reply to the client with the clause: what was agreed, and the three ways."""

import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date, is_html_empty

from ..models.project_task_change import SUBJECT_PREFIX
from ..models.project_task_suggestion import DESCRIPTION_LENGTH

#: Codes of ``scope_reasons`` that say which hours, or which day, a task goes beyond.
LIMITS = ("item_hours", "section_hours", "tor_hours", "after_end")
#: Kinds of items that say of something that it is not included as it stands.
KIND_OF_REPLY = {
    "exclusion": "not_part",
    "later_phase": "later",
    "client_responsibility": "client",
    "assumption": "client",
}


class ScopeReply(models.TransientModel):
    """What a reply with the clause is made of; the mail templates are rendered on it.

    Kept beside the mail composer, so that another item rewrites the draft.
    """

    _name = "scope.reply"
    _description = "Reply with the clause"

    tor_id = fields.Many2one("scope.tor", required=True, readonly=True)
    project_id = fields.Many2one(related="tor_id.project_id", related_sudo=False)
    task_id = fields.Many2one("project.task", readonly=True)
    message_id = fields.Many2one("mail.message", readonly=True)
    partner_id = fields.Many2one("res.partner", "To", readonly=True)
    item_id = fields.Many2one("scope.item", domain="[('tor_id', '=', tor_id)]")

    # ------------------------------------------------------------------ opening
    @api.model
    def _open_composer(self, record, tor, task=None, message=None, guess=False):
        """Open the mail composer with the draft.

        :param record: the thread that the mail is written on
        :param tor: ``scope.tor`` with the agreement
        :param task: ``project.task`` that it is about, if it is about one
        :param message: ``mail.message`` that is answered, if one is
        :param bool guess: whether the words of the message tell the item where the
            task does not
        :return: action of the composer
        :raise UserError: when nothing is agreed yet, or the scope is closed to the user
        """
        record.check_access("read")
        self._check_agreed(record, tor)
        task = task or self.env["project.task"]
        message = message or self.env["mail.message"]
        reply = self.create(
            {
                "tor_id": tor.id,
                "task_id": task.id,
                "message_id": message.id,
                "partner_id": self._find_recipient(record, tor, task, message).id,
                "item_id": self._find_item(tor, task, guess and message).id,
            }
        )
        subject, body = reply._render()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reply with the clause"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_composition_mode": "comment",
                "default_model": record._name,
                "default_res_ids": record.ids,
                "default_parent_id": message.id,
                "default_partner_ids": reply.partner_id.ids,
                "default_subject": subject,
                "default_body": body,
                "default_subtype_xmlid": "mail.mt_comment",
                "default_email_add_signature": False,
                "default_email_layout_xmlid": "mail.mail_notification_light",
                # To the one person alone, whoever follows the thread.
                "default_notify_skip_followers": True,
                "default_scope_reply_id": reply.id,
                "default_scope_item_id": reply.item_id.id,
            },
        }

    @api.model
    def _check_agreed(self, record, tor):
        # sudo: whether something is agreed is no secret to who reads the project.
        if not tor.sudo().current_version_id:
            raise UserError(
                self.env._(
                    "Nothing is agreed on %(project)s yet, so there is no clause to "
                    "reply with. Record the agreement on its scope first.",
                    project=tor.sudo().display_name or record.display_name,
                )
            )
        if not tor.has_access("read"):
            raise UserError(
                self.env._(
                    "What was agreed on %(project)s is not open to you. Ask its project "
                    "manager to reply.",
                    project=tor.sudo().display_name,
                )
            )

    @api.model
    def _find_recipient(self, record, tor, task, message):
        """The one person who gets the reply: who wrote, else who speaks for the client."""
        if message:
            # sudo: the people of a message that the user may read.
            email = message.sudo().email_from
            if email and not message.sudo().author_id:
                found = record.sudo()._partner_find_from_emails_single([email])
                person = found[:1].with_env(self.env)
            else:
                person = message._scope_contact(record, tor.project_id)
            if person:
                return person
        # sudo: who asked, and who agrees for the client, stands on task and scope.
        task, tor = task.sudo(), tor.sudo()
        asked = tor.signatory_id.browse()
        if task:
            asked = task._scope_what_is_known()[task.id]["partner_id"]
            asked = asked.filtered(message._scope_is_outside)
        # A person, before the address of a company.
        found = (asked, tor.signatory_id, tor.partner_id, tor.project_id.partner_id)
        people = [person for person in found if person and not person.is_company]
        person = next(iter(people), None) or next(filter(None, found), asked)
        return person.with_env(self.env)

    @api.model
    def _find_item(self, tor, task, message):
        """The item that the reply is about, or none: it can be changed in the composer.

        A task that is not in the agreement, or over its hours, has it already. Otherwise
        the words of the message decide, and only an item that says "not like this" is
        taken: a first guess must not promise that something is included.
        """
        # sudo: of a task that the user may read the one above it speaks.
        carrier = task.sudo()._scope_carrier() if task else task
        item = carrier.scope_item_id.with_env(self.env)
        flagged = carrier.scope_verdict in ("out_of_scope", "over_allowance")
        if not message or (item and flagged):
            return item
        # sudo: the words of a message that the user may read.
        words = message.sudo()
        text = f"{words.subject or ''} {(words.body or '')[:DESCRIPTION_LENGTH]}"
        if task and not item:
            text = f"{carrier._scope_text()} {text}"
        index = self.env["project.task"]._scope_index(tor)
        ranked = index.rank(text, 1) if index else []
        for item_id, _score in ranked:
            found = self.env["scope.item"].browse(item_id)
            if found.kind in KIND_OF_REPLY:
                return found
        return item

    # ------------------------------------------------------------------ the draft
    def _render(self):
        """Subject and text of the draft, in the language of the person who gets it.

        :return: tuple (str, Markup)
        """
        self.ensure_one()
        for record in (self.tor_id, self.task_id, self.message_id):
            record.check_access("read")
        template = self.env.ref(
            f"scope_guard.mail_template_reply_{self._kind()}", False
        )
        subject, body = "", Markup()
        if template:  # else deleted by the firm: the composer opens empty
            lang = self._lang()
            # sudo: the firm's own words; a project user need not read mail templates.
            template = template.sudo().with_context(
                scope_recipient=self.partner_id.name or "",
                scope_writer=self.env.user.name,
                scope_figures=self._figures(lang),
            )
            subject = template._render_field("subject", self.ids, set_lang=lang)
            body = template._render_field("body_html", self.ids, set_lang=lang)
            subject, body = subject[self.id], body[self.id]
        # sudo: the subject of a message that the user may read.
        answered = self.sudo().message_id.subject
        if answered:
            subject = "Re: " + SUBJECT_PREFIX.sub("", answered).strip()
        return subject, Markup() if is_html_empty(body) else Markup(body)

    def _lang(self):
        installed = self.env["res.lang"]._get_active_by("code")
        # sudo: the language of the customer.
        languages = (self.partner_id.lang, self.tor_id.sudo().partner_id.lang)
        return next((lang for lang in languages if lang in installed), self.env.lang)

    def _kind(self):
        """Which of the texts fits: the end of a template's external id."""
        self.ensure_one()
        item = self.item_id
        if not item:
            return "nothing"
        if not item.active:
            return "not_part"
        if item.kind == "deliverable":
            return "hours" if self._limit() else "included"
        return KIND_OF_REPLY[item.kind]

    def _limit(self):
        """Code of the hours, or the day, that this goes beyond; "" for none."""
        # sudo: how the task stands, of a task that the user may read.
        task = self.sudo().task_id
        task = task._scope_carrier() if task else task
        reason = (task.scope_reasons or "").split(",")[0]
        if task.scope_item_id == self.item_id and reason in LIMITS:
            return reason
        item = self.item_id
        full = item.allowance_hours and item.used_hours > item.allowance_hours - 0.005
        return "item_hours" if full else ""

    def _figures(self, lang):
        """Hours and price as far as they are known, for instance "6 h, 720.00 €".

        Only where the user may decide: a price is the project manager's to name.
        """
        self.ensure_one()
        if not self.task_id or not self.tor_id.project_id._scope_can_decide():
            return ""
        # sudo: the rate is the firm's; the right to name a price was checked above.
        reply = self.sudo().with_context(lang=lang)
        task = reply.task_id._scope_carrier()
        hours = task._scope_work_hours().get(task.id)
        if not hours:
            return ""
        text = reply.env._("%(hours)s h", hours=task._scope_short_hours(hours))
        amount = hours * reply.tor_id._scope_rate()
        if amount:
            text += ", " + format_amount(
                reply.env, amount, reply.tor_id.currency_id, lang_code=lang
            )
        return text

    # ------------------------------------------------------------------ for templates
    def _wish(self):
        """What it is about, in a few words; "" where nothing says it."""
        # sudo: task and message are the user's to read; the item explains them.
        reply = self.sudo()
        title = reply.task_id.name or reply.message_id.subject or ""
        return SUBJECT_PREFIX.sub("", title).strip()

    def _number(self):
        """The number under which the client finds the item in the agreement."""
        item = self.item_id
        return item.source_section or item.code or ""

    def _item_lines(self):
        """The text of the item, line by line."""
        return [line for line in re.split(r"\r?\n", self.item_id.clause or "") if line]

    def _agreed(self):
        """Which version it stands in, when it was agreed and by whom."""
        # sudo: who agreed stands on the version, for those who read the scope.
        version = self.sudo().tor_id.current_version_id
        return self.env._(
            "Our agreement, version %(number)s, agreed on %(date)s by %(person)s",
            number=version.number,
            date=format_date(self.env, version.date_agreed, date_format="long"),
            person=version.signed_by,
        )

    def _limit_sentence(self):
        """Why it goes beyond what was agreed although the item is a part of it."""
        limit = self._limit()
        if limit == "after_end":
            return self.env._(
                "The period that we agreed on ended on %(date)s.",
                date=format_date(
                    self.env, self.sudo().tor_id.date_end, date_format="long"
                ),
            )
        if limit == "section_hours":
            return self.env._(
                "The hours that we agreed on for this part of the project are planned "
                "already."
            )
        if limit == "tor_hours":
            return self.env._(
                "The hours that we agreed on for the whole project are planned already."
            )
        return self.env._(
            "The %(hours)s hours that we agreed on for it are planned already.",
            hours=self.env["project.task"]._scope_short_hours(
                self.item_id.allowance_hours
            ),
        )
