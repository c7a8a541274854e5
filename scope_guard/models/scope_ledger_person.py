import hashlib
import json
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError


class ScopeLedgerPerson(models.Model):
    """The erasable personal values behind a piece of evidence.

    Evidence itself (a version, later the record's entries) holds only
    ``SHA-256(salt || values)``. Salt and values live here and go together, so that
    a person can be erased while the evidence stays verifiable.
    """

    _name = "scope.ledger.person"
    _description = "Personal values behind evidence"
    _rec_name = "email"
    _log_access = False

    salt = fields.Char(required=True, readonly=True, help="32 random bytes, in hex.")
    content = fields.Text(
        required=True,
        readonly=True,
        help="The values as canonical JSON: the very text that was hashed.",
    )
    digest = fields.Char(required=True, readonly=True, index=True)
    email = fields.Char(
        readonly=True, index=True, help="Where the privacy lookup finds the person."
    )

    @api.model
    def _record(self, values):
        """Keep the personal values of one act of signing or deciding.

        :param dict values: plain strings, for instance name, email, role, note
        :return: the ``scope.ledger.person`` record; its ``digest`` is what evidence
            may hold
        """
        content = json.dumps(
            values, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        salt = secrets.token_hex(32)
        return self.create(
            {
                "salt": salt,
                "content": content,
                "digest": self._digest(salt, content),
                "email": values.get("email") or False,
            }
        )

    @api.model
    def _digest(self, salt, content):
        return hashlib.sha256(bytes.fromhex(salt) + content.encode()).hexdigest()

    def _values(self):
        self.ensure_one()
        return json.loads(self.content)

    def unlink(self):
        """Erase: the salt goes with the values, so that the digest tells nothing."""
        # sudo: who erases a person need not be one who runs projects.
        Version = self.env["scope.tor.version"].sudo()
        versions = Version.search([("signer_ref", "in", self.ids)])
        for version in versions:
            version.tor_id._message_log(
                body=self.env._(
                    "Who agreed to %(version)s was erased. The version itself stays.",
                    version=version.display_name,
                )
            )
        return super().unlink()

    def write(self, vals):
        if vals:
            raise UserError(
                self.env._(
                    "What a person signed or decided with is written once. It can be "
                    "erased, not changed."
                )
            )
        return super().write(vals)
