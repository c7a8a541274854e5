from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .scope_client_page import MAX_REMINDERS


class ScopeNotice(models.Model):
    """Something that waits for a person at the client, until it goes out or need not.

    A document asks for it (``_notify_later``); it goes out with the next mail to that
    person about that project.
    """

    _name = "scope.notice"
    _description = "Mail to come"
    _order = "state desc, date_closed desc, date_not_before NULLS FIRST, id"

    res_model = fields.Char(
        required=True, readonly=True, export_string_translation=False
    )
    res_id = fields.Many2oneReference(
        model_field="res_model",
        required=True,
        readonly=True,
        export_string_translation=False,
    )
    kind = fields.Char(required=True, readonly=True, export_string_translation=False)
    partner_id = fields.Many2one(
        "res.partner",
        "To",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    project_id = fields.Many2one(
        "project.project", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    customer_id = fields.Many2one(
        "res.partner",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date_not_before = fields.Datetime(
        "Not before",
        readonly=True,
        help="It does not go out earlier. Later, if the person had a mail from us this "
        "week, at night and at weekends, and while the project is on hold.",
    )
    state = fields.Selection(
        [("waiting", "Waits"), ("sent", "Sent"), ("dropped", "Not sent")],
        "Status",
        required=True,
        readonly=True,
        default="waiting",
        copy=False,
    )
    reason = fields.Selection(
        [
            ("settled", "settled before it went out"),
            ("lapsed", "no longer needed"),
            ("left_out", "left out by us"),
            ("no_address", "no e-mail address"),
            ("gone", "no longer on file"),
            ("called", "we call instead"),
        ],
        "Why not",
        readonly=True,
        copy=False,
    )
    date_closed = fields.Datetime("Sent or dropped", readonly=True, copy=False)
    bundle_id = fields.Many2one(
        "scope.bundle",
        "Mail",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    link_id = fields.Many2one(
        "scope.link",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    what = fields.Char(compute="_compute_what", compute_sudo=True)
    can_decide = fields.Boolean(
        compute="_compute_can_decide", export_string_translation=False
    )

    # Not unique, else two people could not be merged: twice the same is sent once.
    _waiting_idx = models.Index("(project_id) WHERE state = 'waiting'")
    _document_idx = models.Index("(res_model, res_id)")

    # ------------------------------------------------------------------ computes
    @api.depends("res_model", "res_id", "kind", "partner_id")
    @api.depends_context("lang")
    def _compute_what(self):
        documents = self._documents()
        for notice in self:
            document = documents.get(notice.id)
            notice.what = (
                document._notice_line(notice.kind, notice.partner_id)
                if document
                else self.env._("(no longer on file)")
            )

    @api.depends("project_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for notice in self:
            notice.can_decide = notice._can_decide()

    @api.depends("what")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = notice.what

    # ------------------------------------------------------------------ waiting
    @api.model
    def _wait_for(self, document, partner, kind, not_before=None):
        """See ``scope.client.page._notify_later``."""
        if not partner:
            return self.browse()
        not_before = self._moment(document, partner, not_before)
        same = self.search(
            [
                ("res_model", "=", document._name),
                ("res_id", "=", document.id),
                ("partner_id", "=", partner.id),
                ("kind", "=", kind),
            ]
        )
        waiting = same.filtered(lambda notice: notice.state == "waiting")
        if waiting:
            later = waiting.filtered(
                lambda notice: (
                    notice.date_not_before
                    and (not not_before or not_before < notice.date_not_before)
                )
            )
            later.date_not_before = not_before
            return waiting[:1]
        since = document._notice_since(kind, partner)
        lately = same.filtered(lambda notice: not since or notice.date_closed >= since)
        if lately.filtered(lambda notice: notice.reason in ("left_out", "called")):
            return self.browse()
        if not self._has_address(document, partner) and lately.filtered(
            lambda notice: notice.reason == "no_address"
        ):
            return self.browse()  # we were asked to call, and nothing has changed
        values = {
            "res_model": document._name,
            "res_id": document.id,
            "kind": kind,
            "partner_id": partner.id,
            "project_id": document.project_id.id,
            "customer_id": document.partner_id.id,
            "company_id": (document.company_id or self.env.company).id,
            "date_not_before": not_before,
        }
        if len(lately.filtered(lambda n: n.state == "sent")) >= MAX_REMINDERS:
            self.create(values)._call_instead(document, "called")
            return self.browse()
        return self.create(values)

    @api.model
    def _moment(self, document, partner, not_before):
        """A date or datetime as the moment in UTC from which something may go out."""
        if not not_before or isinstance(not_before, datetime):
            return not_before or False
        local = document._timezone_of(partner).localize(
            datetime.combine(fields.Date.to_date(not_before), time())
        )
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _has_address(self, document, partner):
        return partner.active and document._valid_email(partner.email)

    def _close(self, reason):
        """No longer waits, and was not sent."""
        self.write(
            {
                "state": "dropped",
                "reason": reason,
                "date_closed": fields.Datetime.now(),
            }
        )

    def _call_instead(self, document, reason):
        """Not sent: we are asked to call the person instead."""
        self.ensure_one()
        self._close(reason)
        person = self.partner_id.name
        if reason == "called":
            document._schedule_for_contact(
                "call",
                lambda document: document.env._(
                    "No answer yet: call %(person)s", person=person
                ),
            )
        else:
            document._schedule_for_contact(
                "call",
                lambda document: document.env._(
                    "No e-mail reaches %(person)s: call instead", person=person
                ),
            )

    # ------------------------------------------------------------------ documents
    def _documents(self):
        """The documents that still exist, by id of the notice, as superuser.

        One query for each model, however many notices there are.
        """
        documents = {}
        for name, notices in self.grouped("res_model").items():
            if name not in self.env:
                continue
            found = self.env[name].sudo().browse(notices.mapped("res_id")).exists()
            records = {record.id: record for record in found}
            for notice in notices:
                if notice.res_id in records:
                    documents[notice.id] = records[notice.res_id]
        return documents

    # ------------------------------------------------------------------ by hand
    def _can_decide(self):
        """Whether the current user may leave it out or send it now.

        That is the project's manager; without a project, who speaks for us.
        """
        self.ensure_one()
        if self.project_id:
            return self.project_id._scope_can_decide()
        user = self.env.user
        # sudo: whom the document names as our contact is no secret to its readers.
        document = self.sudo()._documents().get(self.id)
        return (
            self.env.su
            or user.has_group("project.group_project_manager")
            or bool(document and document._contact_user() == user)
        )

    def _check_can_decide(self):
        """Those that still wait, if all of them are the user's to decide.

        :raise AccessError: for others than the project's manager
        """
        self.check_access("read")
        for notice in self:
            if not notice._can_decide():
                raise AccessError(
                    self.env._(
                        "This is for the project manager of %(project)s to decide.",
                        project=(notice.project_id or notice.customer_id).display_name,
                    )
                )
        waiting = self.filtered(lambda notice: notice.state == "waiting")
        if not waiting:
            raise UserError(
                self.env._("It no longer waits: it went out, or need not any more.")
            )
        return waiting

    def action_leave_out(self):
        """It does not go out; the document keeps who decided so.

        :raise AccessError: for others than the project's manager
        """
        # sudo: nobody writes notices by hand; this decision was just checked.
        notices = self._check_can_decide().sudo()
        documents = notices._documents()
        lines = {notice.id: notice.what for notice in notices}
        notices._close("left_out")
        for notice in notices:
            document = documents.get(notice.id)
            if not document:
                continue
            document._notice_left_out(notice.kind, notice.partner_id)
            document._message_log(
                body=self.env._(
                    "Not mailed to %(person)s, as decided by %(user)s: %(what)s",
                    person=notice.partner_id.name,
                    user=self.env.user.name,
                    what=lines[notice.id],
                )
            )

    def action_send_now(self):
        """Send it now, with whatever else is due for the same person and project.

        :raise AccessError: for others than the project's manager
        """
        # sudo: as above.
        notices = self._check_can_decide().sudo()
        bundles = self.env["scope.bundle"].sudo()
        for group in notices._bundle_groups().values():
            bundles |= group._send_now()
        if bundles:
            kind, sentence = (
                "success",
                self.env._(
                    "On its way to %(people)s.",
                    people=", ".join(bundles.person_id.mapped("name")),
                ),
            )
        else:
            whys = dict(self._fields["reason"]._description_selection(self.env))
            kind, sentence = (
                "warning",
                self.env._(
                    "Nothing went out: %(reason)s.",
                    reason=", ".join(
                        {whys.get(r, "") for r in notices.mapped("reason") if r}
                    )
                    or self.env._("it is being sent just now"),
                ),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": sentence,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_document(self):
        """Open the document that it is about."""
        self.ensure_one()
        self.check_access("read")
        if not self.env[self.res_model].browse(self.res_id).exists():
            raise UserError(self.env._("What this was about is no longer on file."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
