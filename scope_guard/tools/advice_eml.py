"""A mail file made from what Odoo keeps of a message; no ORM."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

#: Says in the file itself what it is; the name of the file says it, too.
REBUILT = "rebuilt from what Odoo stored; not the mail as it arrived"


def build_eml(headers, date, html, text, files):
    """A mail file (bytes) from the parts of a message.

    :param dict headers: name to value, empty ones are left out
    :param datetime date: when it was sent, aware
    :param str html: body as stored
    :param str text: the same as plain text
    :param files: names, contents (bytes) and MIME types of its attachments
    """
    mail = EmailMessage(policy=SMTP)
    mail["X-Scope-Guard"] = REBUILT
    for name, value in headers.items():
        value = " ".join((value or "").split())
        if not value:
            continue
        try:
            mail[name] = value
        except (ValueError, IndexError):
            # What no mail program would accept as this header is kept all the same.
            mail[f"X-Stored-{name}"] = ascii(value)
    mail["Date"] = format_datetime(date)
    mail.set_content(text or "", cte="base64")
    if html:
        mail.add_alternative(html, subtype="html", cte="base64")
    for name, content, mimetype in files:
        maintype, _slash, subtype = (mimetype or "").partition("/")
        if maintype in ("", "message", "multipart") or not subtype:
            maintype, subtype = "application", "octet-stream"
        mail.add_attachment(
            content or b"", maintype=maintype, subtype=subtype, filename=name
        )
    return mail.as_bytes()
