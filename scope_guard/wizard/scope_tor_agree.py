from odoo import api, fields, models
from odoo.exceptions import UserError


class ScopeTorAgree(models.TransientModel):
    """Records that the client agreed: who, when, how, and the document."""

    _name = "scope.tor.agree"
    _description = "Record the client's agreement"

    tor_id = fields.Many2one("scope.tor", required=True, readonly=True)
    partner_id = fields.Many2one(related="tor_id.partner_id")
    signatory_id = fields.Many2one(
        "res.partner",
        "Who agreed",
        compute="_compute_signatory_id",
        store=True,
        readonly=False,
        domain="[('commercial_partner_id', '=?', partner_id), "
        "('is_company', '=', False)]",
    )
    signer_name = fields.Char(
        "Name",
        compute="_compute_signer_name",
        store=True,
        readonly=False,
        help="As it stands on the document.",
    )
    date_agreed = fields.Date(
        "Agreed on", required=True, default=fields.Date.context_today
    )
    channel = fields.Selection(
        [
            ("document", "Signed document"),
            ("mail", "By mail"),
            ("meeting", "In a meeting"),
            ("call", "On the phone"),
        ],
        "How",
        required=True,
        default="document",
    )
    evidence = fields.Binary(
        "Document", attachment=False, help="The signed document or the mail, as a file."
    )
    evidence_name = fields.Char("File name")
    document_id = fields.Many2one(
        "scope.tor.document",
        "Signed document",
        domain="[('tor_id', '=', tor_id)]",
        help="The document that the items were read from, if it is the one that was "
        "signed.",
    )
    note = fields.Char(help="For instance where the original lies.")
    guard_from = fields.Date(
        "Guard from",
        required=True,
        default=fields.Date.context_today,
        help="Tasks entered before this day are left alone until they are given an "
        "item or you ask for them.",
    )
    older_count = fields.Integer(compute="_compute_task_counts")
    asked_count = fields.Integer(compute="_compute_task_counts")

    @api.depends("tor_id")
    def _compute_signatory_id(self):
        for wizard in self:
            if not wizard.signatory_id:
                # Frozen for good: one of several people is not guessed.
                people = wizard.tor_id.partner_id.child_ids
                wizard.signatory_id = wizard.tor_id.signatory_id or (
                    people if len(people) == 1 else False
                )

    @api.depends("signatory_id")
    def _compute_signer_name(self):
        for wizard in self:
            if wizard.signatory_id:
                wizard.signer_name = wizard.signatory_id.name

    @api.depends("guard_from", "tor_id")
    def _compute_task_counts(self):
        for wizard in self:
            tor = wizard.tor_id
            tasks = self.env["project.task"].search(
                [
                    ("project_id", "=", tor.project_id.id),
                    ("scope_item_id", "=", False),
                    ("parent_id", "=", False),
                ]
            )
            bound = tor._start_of_company_day(wizard.guard_from)
            older = bound and [task for task in tasks if task.create_date < bound]
            wizard.older_count = len(older or [])
            wizard.asked_count = len(tasks) - wizard.older_count

    def action_confirm(self):
        """Freeze the version that the client agreed to."""
        self.ensure_one()
        if not self.signer_name:
            raise UserError(
                self.env._(
                    "Who agreed for the client? Choose a contact or type a name."
                )
            )
        attachments = self.env["ir.attachment"]
        if self.evidence:
            attachments = attachments.create(
                {
                    "name": self.evidence_name or self.env._("Agreement"),
                    "datas": self.evidence,
                    "res_model": self.tor_id._name,
                    "res_id": self.tor_id.id,
                }
            )
        elif self.document_id.tor_id == self.tor_id:
            # A copy: the document stays with the scope, evidence goes to the version.
            attachments = self.document_id.attachment_id.copy(
                {"res_model": self.tor_id._name, "res_id": self.tor_id.id}
            )
        signer = self.tor_id._prepare_signer(self.signatory_id)
        signer["name"] = self.signer_name
        signer["note"] = self.note or ""
        tor = self.tor_id
        if self.signatory_id and not tor.signatory_id:
            tor.signatory_id = self.signatory_id
        tor.record_agreement(
            date_agreed=self.date_agreed,
            channel=self.channel,
            signer=signer,
            attachment_ids=attachments.ids,
            guard_from=self.guard_from,
        )
        return tor._close_or_show()
