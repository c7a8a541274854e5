from datetime import timedelta

from odoo import api, fields, models

from .scope_client_page import MAX_REMINDERS


class ScopeTor(models.Model):
    """What goes out by itself about an agreement: the reminder to answer."""

    _inherit = "scope.tor"

    notice_count = fields.Integer("Mails to come", compute="_compute_notice_count")

    @api.depends("project_id")
    def _compute_notice_count(self):
        counts = dict(
            self.env["scope.notice"]._read_group(
                [
                    ("state", "=", "waiting"),
                    ("project_id", "in", self.project_id.ids),
                ],
                ["project_id"],
                ["__count"],
            )
        )
        for tor in self:
            tor.notice_count = counts.get(tor.project_id, 0)

    def action_open_notices(self):
        """What goes out to the client of this project by itself, and when."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_notice_action"
        )
        action["domain"] = [("project_id", "=", self.project_id.id)]
        return action

    # ------------------------------------------------------------------ hooks
    def _notice_is_current(self, kind, partner):
        return (
            self.active
            and self.state == "sent"
            and self.signatory_id == partner
            and bool(self.company_id.scope_reminder_days)
            and bool(self._signing_link())
            and not self.date_changes_asked
            and not self._has_open_talk()
            and not self._is_waited_for()
        )

    def _notice_line(self, kind, partner):
        return self.env._(
            "What we agree on for %(project)s: please read it and answer",
            project=self.project_id.name,
        )

    def _notice_purpose(self, kind):
        return "sign"

    def _notice_mail(self, kind):
        return "agreement_reminder"

    def _notice_button(self, kind):
        return self.env._("Read and answer")

    def _notice_until(self, kind, partner):
        return self.date_wait_until or self.date_answer_by

    def _notice_is_done(self, kind, partner):
        return self.state != "sent"

    def _notice_sent(self, kind, partner, link):
        self._message_log(
            body=self.env._(
                "Reminder %(number)s of %(most)s sent to %(person)s.",
                number=self.reminder_count + 1,
                most=MAX_REMINDERS,
                person=partner.name,
            )
        )
        self._count_reminder()

    def _notice_left_out(self, kind, partner):
        # Asked for again when the next one would be due; after these, we call.
        self._count_reminder()

    def _notice_since(self, kind, partner):
        # The agreement counts its reminders itself, for each sending.
        if self.date_reminded:
            Notice = self.env["scope.notice"]
            nobody = self.env["res.partner"]  # the day was one of the company's
            return Notice._moment(self, nobody, self.date_reminded + timedelta(days=1))
        return self.date_sent
