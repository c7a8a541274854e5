from odoo import api, fields, models
from odoo.exceptions import UserError

from .scope_tor_version import FREEZE


class ScopeLetterRecipient(models.Model):
    """Somebody who may get a letter; ticked, he gets it."""

    _name = "scope.letter.recipient"
    _description = "Recipient of a letter"
    _order = "letter_id, id"

    letter_id = fields.Many2one(
        "scope.letter", required=True, index=True, ondelete="cascade"
    )
    project_id = fields.Many2one(related="letter_id.project_id")
    partner_id = fields.Many2one(
        "res.partner", "Person", index="btree_not_null", ondelete="set null"
    )
    name = fields.Char("Who", compute="_compute_name", compute_sudo=True)
    email = fields.Char("Address", related="partner_id.email")
    role = fields.Selection(
        [
            ("sponsor", "Agrees for the client"),
            ("decider", "Answered for the client"),
            ("letter", "Got the last letter"),
            ("reader", "Got the agreement"),
            ("told", "Was told of a suggestion"),
            ("writes", "Writes to us"),
        ],
        "Known as",
        readonly=True,
    )
    is_included = fields.Boolean("Gets it", default=True)
    link_id = fields.Many2one(
        "scope.link",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    date_sent = fields.Datetime("Sent", compute="_compute_link", compute_sudo=True)
    date_first_viewed = fields.Datetime(
        "Link opened",
        compute="_compute_link",
        compute_sudo=True,
        help="When the link was opened first. It may have been a program that checks "
        "mails: it does not say that somebody read it.",
    )
    link_state = fields.Selection(
        lambda self: self.env["scope.link"]._fields["state"].selection,
        "Status",
        compute="_compute_link",
        compute_sudo=True,
    )
    can_send = fields.Boolean(compute="_compute_can_send")

    _person_uniq = models.UniqueIndex(
        "(letter_id, partner_id) WHERE partner_id IS NOT NULL",
        "This person stands among those who get the letter already.",
    )

    @api.depends("partner_id.name")
    def _compute_name(self):
        for recipient in self:
            recipient.name = recipient.partner_id.name or self.env._(
                "(no longer on file)"
            )

    @api.depends("link_id.state", "link_id.date_sent", "link_id.date_first_viewed")
    def _compute_link(self):
        # sudo: whether a letter was opened is no secret to who reads the letter.
        for recipient in self:
            link = recipient.link_id
            recipient.date_sent = link.date_sent
            recipient.date_first_viewed = link.date_first_viewed
            recipient.link_state = link.state if link else False

    @api.depends("letter_id.state", "letter_id.can_decide")
    def _compute_can_send(self):
        for recipient in self:
            letter = recipient.letter_id
            recipient.can_send = letter.state == "sent" and letter.can_decide

    @api.depends("partner_id")
    def _compute_display_name(self):
        for recipient in self:
            recipient.display_name = recipient.name

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("link_id", None)
        recipients = super().create(vals_list)
        # Who comes in after it was sent gets it by the button in the row.
        recipients.filtered(
            lambda recipient: recipient.letter_id.state == "sent"
        ).is_included = False
        return recipients

    def write(self, vals):
        if self.env.context.get("scope_freeze") is not FREEZE:
            vals = {k: v for k, v in vals.items() if k != "link_id"}
            if vals.keys() & {"partner_id", "letter_id"}:
                self._check_not_sent()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_sent(self):
        self._check_not_sent()

    def _check_not_sent(self):
        for recipient in self:
            if recipient.link_id:
                raise UserError(
                    self.env._(
                        "%(person)s got the letter, which stays on file.",
                        person=recipient.name,
                    )
                )

    def _gets_it(self):
        """Whether this person is among those who get the letter, or got it."""
        self.ensure_one()
        link = self.link_id
        return not link.date_revoked if link else self.is_included

    def action_send(self):
        """Send a letter that was sent before to this person, too, or once more."""
        for recipient in self:
            letter = recipient.letter_id
            letter._check_can_decide()
            if letter.state != "sent":
                raise UserError(
                    self.env._("This letter is a draft: send it with the button Send.")
                )
            recipient._check_address()
            again = bool(recipient.link_id)
            recipient.link_id.sudo()._revoke()
            letter._send_to(recipient, fields.Datetime.now())
            note = (
                self.env._("Sent again to %(person)s.", person=recipient.name)
                if again
                else self.env._("Sent to %(person)s, too.", person=recipient.name)
            )
            letter._message_log(body=note)
        return True

    def _check_address(self):
        """Each can be reached.

        :raise UserError: that names who cannot
        """
        for recipient in self:
            letter = recipient.letter_id
            if not recipient.partner_id:
                raise UserError(
                    self.env._(
                        "One line of “Goes to” names nobody. Choose a contact, or take "
                        "the line out."
                    )
                )
            if not letter._valid_email(recipient.partner_id.email):
                raise UserError(
                    self.env._(
                        "%(person)s has no e-mail address yet. Add it to the contact, "
                        "or take out the tick.",
                        person=recipient.partner_id.display_name,
                    )
                )
