import codecs
import logging

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.mail import email_normalize, email_split_and_format

from .mail_message import ORIGINAL_NAME

_logger = logging.getLogger(__name__)

#: Context key: a mail as it arrived, while the gateway works on it.
SOURCE_KEY = "_scope_mail_source"
#: Whose mail is kept as it arrived, where the project has Terms of Reference.
KEPT_MODELS = ("project.task", "project.project")
#: Context key: advice addresses that were seen to, for the rest of the gateway.
SEEN_KEY = "_scope_advice_addresses"


class _Source:
    """The bytes of a mail, without ever being printed or compared in a context."""

    __slots__ = ("data",)

    def __init__(self, data):
        self.data = data


def _mend_charsets(message):
    """Give text in a charset that nobody knows one that can be read.

    Python refuses to decode it, and Odoo would refuse the whole mail.
    """
    for part in message.walk():
        charset = part.get_param("charset")
        if part.get_content_maintype() != "text" or not isinstance(charset, str):
            continue
        try:
            codecs.lookup(charset)
        except (LookupError, ValueError):
            data = part.get_payload(decode=True) or b""
            try:
                data.decode()
            except UnicodeDecodeError:
                part.set_param("charset", "cp1252")
            else:
                part.set_param("charset", "utf-8")


class MailThread(models.AbstractModel):
    """Mail to the advice address is taken in; mail to guarded projects is kept."""

    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        source = getattr(message, "data", message)
        source = source.encode() if isinstance(source, str) else bytes(source)
        gateway = self.with_context(**{SOURCE_KEY: _Source(source)})
        Intake = self.env["scope.advice.mail"]
        try:
            aliases, addresses, elsewhere = Intake._scope_addressed(source)
        except Exception:
            # Whatever it is, the gateway must get it.
            _logger.exception("The recipients of a mail could not be read.")
            aliases, addresses, elsewhere = (), frozenset(), True
        kinds = Intake._scope_kinds()
        if aliases or model in kinds:
            by_kind = aliases and aliases.grouped(
                lambda alias: kinds[alias.alias_model_id.model]
            )
            for kind, of_kind in (by_kind or {kinds.get(model): aliases}).items():
                Intake._scope_receive(source, of_kind, kind)
            if not aliases or not elsewhere:
                return False
            gateway = gateway.with_context(**{SEEN_KEY: addresses})
        return super(MailThread, gateway).message_process(
            model,
            message,
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )

    @api.model
    def message_parse(self, message, save_original=False):
        try:
            _mend_charsets(message)
        except Exception:
            _logger.warning("The charsets of a mail could not be read.", exc_info=True)
        parsed = super().message_parse(message, save_original=save_original)
        seen = self.env.context.get(SEEN_KEY)
        if seen:
            # The rest of the gateway goes on as if it had not been sent to us, too.
            for name in ("to", "cc", "recipients"):
                kept = [
                    address
                    for address in email_split_and_format(parsed.get(name) or "")
                    if email_normalize(address) not in seen
                ]
                parsed[name] = ",".join(kept)
        return parsed

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        source = self.env.context.get(SOURCE_KEY)
        plain = self.with_context(**{SOURCE_KEY: None, SEEN_KEY: None})
        result = super(MailThread, plain)._message_route_process(
            message, message_dict, routes
        )
        if source and any(route[0] in KEPT_MODELS for route in routes or ()):
            try:
                plain._scope_keep_original(message_dict["message_id"], source.data)
            except Exception:
                # The mail is where it belongs; only our copy of it is missing.
                _logger.exception("The original of a mail could not be kept.")
        return result

    @api.model
    def _scope_keep_original(self, message_id, source):
        """Keep a mail as it arrived beside the messages that it became.

        It is a file of the message, not one of its attachments: it neither shows in
        the thread nor goes out again to everybody who is notified.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.id
                  FROM mail_message m
             LEFT JOIN project_task t ON m.model = 'project.task' AND t.id = m.res_id
                  JOIN project_project p
                    ON p.id = CASE WHEN m.model = 'project.task' THEN t.project_id
                                   ELSE m.res_id END
                  JOIN res_company c ON c.id = COALESCE(p.company_id, %(company)s)
                 WHERE m.message_id = %(message_id)s
                   AND m.model IN ('project.task', 'project.project')
                   AND p.scope_tor_id IS NOT NULL
                   AND c.scope_keep_original
                   AND NOT EXISTS (
                       SELECT FROM message_attachment_rel r
                         JOIN ir_attachment a ON a.id = r.attachment_id
                        WHERE r.message_id = m.id AND a.name = %(name)s)
                """,
                company=self.env.company.id,
                message_id=message_id,
                name=ORIGINAL_NAME,
            )
        )
        if not rows:
            return
        # Without a savepoint, which would be two more queries for each mail: a file that
        # cannot be written fails before anything is said to the database.
        # sudo: the gateway may run as any user.
        self.env["ir.attachment"].sudo().create(
            [
                {
                    "name": ORIGINAL_NAME,
                    "mimetype": "message/rfc822",
                    "raw": source,
                    "res_model": "mail.message",
                    "res_id": res_id,
                }
                for (res_id,) in rows
            ]
        )
