import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, float_round

#: Passed in the context by identity: no RPC call can send this object.
FREEZE = object()


class ScopeTorVersion(models.Model):
    """A frozen, numbered and hashed snapshot of a TOR, as it was agreed.

    Written once. The ORM refuses changes for everybody, the database refuses UPDATE,
    DELETE and TRUNCATE by trigger. There is no foreign key to a person, so that
    contacts and users can be merged and deleted without touching evidence.
    """

    _name = "scope.tor.version"
    _description = "Agreed version"
    _order = "tor_id, number desc"
    _log_access = False

    tor_id = fields.Many2one(
        "scope.tor", string="TOR", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    content = fields.Text(
        required=True,
        readonly=True,
        help="Canonical JSON: the very characters whose UTF-8 was hashed.",
    )
    content_hash = fields.Char("SHA-256", required=True, readonly=True)
    date_signed = fields.Datetime("Recorded on", required=True, readonly=True)
    date_agreed = fields.Date("Agreed on", required=True, readonly=True)
    channel = fields.Selection(
        [
            ("portal", "On the client's page"),
            ("document", "Signed document"),
            ("mail", "By mail"),
            ("meeting", "In a meeting"),
            ("call", "On the phone"),
        ],
        "How it was agreed",
        required=True,
        readonly=True,
    )
    # Plain integers: see the class docstring.
    signer_ref = fields.Integer(
        readonly=True, aggregator=None, export_string_translation=False
    )
    signer_digest = fields.Char(readonly=True, export_string_translation=False)
    on_behalf_user_ref = fields.Integer(
        readonly=True, aggregator=None, export_string_translation=False
    )
    signed_by = fields.Char("Agreed by", compute="_compute_signed_by")
    on_behalf_user_id = fields.Many2one(
        "res.users", "Recorded by", compute="_compute_on_behalf_user_id"
    )
    attachment_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Evidence",
        domain=[("res_model", "=", "scope.tor.version")],
        readonly=True,
    )
    # Columns of a later release have neither default nor NOT NULL: rows from before are
    # never written to. Their figures are read from the content, see _field_to_sql.
    item_count = fields.Integer("Items", readonly=True, aggregator="max")
    hours = fields.Float(
        readonly=True,
        aggregator="max",
        help="The total that was agreed, or the sum of the items where there was none.",
    )
    is_intact = fields.Boolean(
        compute="_compute_is_intact",
        help="The stored text still has the hash it was agreed with.",
    )

    _tor_number_uniq = models.Constraint(
        "UNIQUE(tor_id, number)", "A TOR has each version number once."
    )

    def init(self):
        cr = self.env.cr
        cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION scope_guard_append_only() RETURNS trigger
                LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION '%% is written once: %% is refused',
                        TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
                END $$
                """
            )
        )
        table = SQL.identifier(self._table)
        for name, event in (
            ("row", SQL("UPDATE OR DELETE ON %s FOR EACH ROW", table)),
            ("truncate", SQL("TRUNCATE ON %s FOR EACH STATEMENT", table)),
        ):
            trigger = SQL.identifier(f"scope_guard_append_only_{name}")
            cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", trigger, table))
            cr.execute(
                SQL(
                    "CREATE TRIGGER %s BEFORE %s "
                    "EXECUTE FUNCTION scope_guard_append_only()",
                    trigger,
                    event,
                )
            )

    def _field_to_sql(self, alias, field_expr, query=None):
        sql = super()._field_to_sql(alias, field_expr, query)
        if field_expr in ("hours", "item_count"):
            content = super()._field_to_sql(alias, "content", query)
            figure = {
                "hours": SQL("CAST(CAST(%s AS json) ->> 'hours' AS float8)", content),
                "item_count": SQL(
                    "json_array_length(CAST(%s AS json) -> 'items')", content
                ),
            }[field_expr]
            sql = SQL("COALESCE(%s, %s)", sql, figure)
        return sql

    @api.depends("number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = f"v{version.number}"

    @api.model
    def _search_display_name(self, operator, value):
        if operator not in ("=", "in", "ilike", "like", "=ilike", "=like"):
            return NotImplemented
        # "v2" as it is shown, or "2"; else the project.
        texts = [value] if isinstance(value, str) else value
        names = [str(text).strip().lower().removeprefix("v") for text in texts]
        # No longer than an integer of the database.
        numbers = [int(name) for name in names if name.isdecimal() and len(name) < 10]
        if numbers:
            return Domain("number", "in", numbers)
        return Domain("tor_id.project_id.name", operator, value)

    @api.depends("signer_ref")
    def _compute_signed_by(self):
        # sudo: whoever may read the version may read who agreed to it, but nobody
        # browses the table of personal values.
        people = {
            person.id: person._values()
            for person in self.env["scope.ledger.person"]
            .sudo()
            .browse(self.mapped("signer_ref"))
            .exists()
        }
        for version in self:
            values = people.get(version.signer_ref)
            if values is None:
                version.signed_by = self.env._("(erased)")
            elif values.get("role"):
                version.signed_by = self.env._(
                    "%(name)s (%(role)s)", name=values["name"], role=values["role"]
                )
            else:
                version.signed_by = values["name"]

    @api.depends("on_behalf_user_ref")
    def _compute_on_behalf_user_id(self):
        references = set(self.mapped("on_behalf_user_ref"))
        users = self.env["res.users"].browse(references).exists()
        for version in self:
            version.on_behalf_user_id = users.filtered(
                lambda user, ref=version.on_behalf_user_ref: user.id == ref
            )

    @api.depends("content", "content_hash")
    def _compute_is_intact(self):
        for version in self:
            version.is_intact = (
                self._hash_content(version.content or "") == version.content_hash
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_freeze()
        return super().create(vals_list)

    def write(self, vals):
        if vals:
            self._check_freeze(refuse_always=True)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._check_freeze(refuse_always=True)

    def _check_freeze(self, refuse_always=False):
        if refuse_always or self.env.context.get("scope_freeze") is not FREEZE:
            raise UserError(
                self.env._(
                    "An agreed version is written once. To change what is agreed, "
                    "agree on a new version."
                )
            )

    @api.model
    def _freeze(self, tor, date_agreed, channel, signer, attachments):
        """Freeze the TOR as its next version.

        :param tor: ``scope.tor``
        :param date date_agreed: the day of the client's agreement
        :param str channel: key of the field ``channel``
        :param dict signer: personal values (name, email, role, note)
        :param attachments: ``ir.attachment`` that prove it, moved to the version
        :return: the new ``scope.tor.version``
        """
        tor.ensure_one()
        values = tor._prepare_version_content()
        content = self._serialize(values)
        # sudo: nobody has rights on the table of personal values, and versions are
        # created here alone; the caller checked the right to agree.
        person = self.env["scope.ledger.person"].sudo()._record(signer)
        version = (
            self.sudo()
            .with_context(scope_freeze=FREEZE)
            .create(
                {
                    "tor_id": tor.id,
                    "company_id": tor.company_id.id,
                    "number": (tor.current_version_id.number or 0) + 1,
                    "content": content,
                    "content_hash": self._hash_content(content),
                    "item_count": len(values["items"]),
                    "hours": float_round(tor.hours_limit, precision_digits=2),
                    "date_signed": fields.Datetime.now(),
                    "date_agreed": date_agreed,
                    "channel": channel,
                    "signer_ref": person.id,
                    "signer_digest": person.digest,
                    # On the page the client acted, nobody on the client's behalf.
                    "on_behalf_user_ref": 0 if channel == "portal" else self.env.uid,
                }
            )
        )
        attachments.sudo().write({"res_model": self._name, "res_id": version.id})
        return version.with_env(self.env)

    @api.model
    def _serialize(self, content):
        """Canonical JSON: sorted keys, no spaces, real characters."""
        return json.dumps(
            content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )

    @api.model
    def _hash_content(self, content):
        return hashlib.sha256(content.encode()).hexdigest()

    def _get_content(self):
        """The frozen content, as values."""
        self.ensure_one()
        return json.loads(self.content) if self.content else {}
