"""Mails to the advice address, each with what must become of it.

The expectations were written down before the reader: a mail is a draft on one
customer, waits, is ignored, or comes again; none is lost, none is on a wrong customer.
"""

import base64
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

JANA = "Jana Roth <jana@consultancy.example>"
OLE = "Ole Kern <ole@consultancy.example>"
TOM = "Tom Kim <tom@nordwind.example>"
ANNA = "Anna Berg <anna@nordwind.example>"
KAI = "Kai Voss <kai@hafen.example>"
LEA = "Lea Arp <lea.arp@gmail.com>"
ADVICE = "advice@consultancy.example"
DATE = "Thu, 05 Mar 2026 10:00:00 +0100"
CUT = "Thank you for the call.\n\nWe suggest a load test before the sale."


@dataclass
class Case:
    """One mail and what must become of it."""

    name: str
    source: bytes
    #: draft, waiting, ignored or again
    state: str
    #: key of the customer of a draft
    customer: str = ""
    #: key of the contact of a draft
    contact: str = ""
    day: str = "2026-03-05"
    reason: str = ""
    subject: str = ""
    #: keys of the customers that are proposed
    candidates: set = field(default_factory=set)


def mail(
    sender=JANA, to=TOM, cc="", subject="Load test", body=CUT, heads=(), html=False
):
    """Bytes of a plain mail; ``heads`` are further heads, ADVICE is in Bcc."""
    message = MIMEText(body, "html" if html else "plain", "utf-8")
    if sender:
        message["From"] = sender
    if to:
        message["To"] = to
    if cc:
        message["Cc"] = cc
    if subject is not None:
        message["Subject"] = (
            Header(subject, "utf-8") if not subject.isascii() else subject
        )
    heads = dict(heads)
    heads.setdefault("Date", DATE)
    heads.setdefault("Delivered-To", ADVICE)
    heads.setdefault("Message-ID", f"<{abs(hash((sender, to, cc, subject, body)))}@x>")
    for name, value in heads.items():
        if value is not None:
            message[name] = value
    return message.as_bytes()


def forward(body, subject="Fwd: Shop connection", **values):
    return mail(to=ADVICE, subject=subject, body=body, **values)


def attached(inner, note="Please log.", subject="Fwd: Shop connection", to=ADVICE):
    message = MIMEMultipart()
    message["From"], message["To"], message["Subject"] = JANA, to, subject
    message["Date"], message["Delivered-To"] = DATE, ADVICE
    message["Message-ID"] = f"<att{abs(hash((bytes(inner), subject, to)))}@x>"
    message.attach(MIMEText(note, "plain", "utf-8"))
    message.attach(MIMEMessage(message_from_bytes(inner)))
    return message.as_bytes()


def client_mail(sender=TOM, to=JANA, cc="", subject="Re: Shop connection"):
    return mail(
        sender,
        to,
        cc,
        subject,
        "No problem, we do that ourselves.",
        {"Date": "Tue, 03 Mar 2026 09:15:00 +0100", "Delivered-To": None},
    )


def styled(words, marker, quote="", day="Tue, 3 Mar 2026 09:15:00 +0100", sender=TOM):
    """A mail forwarded inline: heads named in the language of the mail program."""
    start, date, to, subject, cc = words
    lines = [
        f"{start}: {sender}",
        f"{date}: {day}",
        f"{to}: {JANA}",
        *([f"{cc}: {ANNA}"] if cc else []),
        f"{subject}: Re: Shop connection",
        "",
        "No problem, we do that ourselves.",
    ]
    return "\n".join(["Please log.", "", marker, "", *(quote + line for line in lines)])


OUTLOOK_EN = ("From", "Sent", "To", "Subject", "Cc")
OUTLOOK_DE = ("Von", "Gesendet", "An", "Betreff", "Cc")
OUTLOOK_FR = ("De", "Envoyé", "À", "Objet", "Cc")
OUTLOOK_ES = ("De", "Enviado el", "Para", "Asunto", "CC")
GMAIL_DE = ("Von", "Date", "An", "Subject", "Cc")
APPLE_FR = ("De", "Date", "À", "Objet", "Cc")
BIRD_DE = ("Von", "Datum", "An", "Betreff", "Kopie (CC)")

OUTLOOK_HTML = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal {margin:0cm}</style></head><body lang=DE><div class=WordSection1>
<p class=MsoNormal>Bitte aufnehmen.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<div style='border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>Von:</b> Tom Kim
&lt;<a href="mailto:tom@nordwind.example">tom@nordwind.example</a>&gt; <br>
<b>Gesendet:</b> Dienstag, 3. März 2026 09:15<br><b>An:</b> Jana Roth
&lt;jana@consultancy.example&gt;<br><b>Betreff:</b> AW: Anbindung<o:p></o:p></p></div>
<p class=MsoNormal>Das machen wir selbst.</p></div></body></html>"""
GMAIL_HTML = """<div dir="ltr">Please log.<br><br><div class="gmail_quote"><div dir="ltr"
class="gmail_attr">---------- Forwarded message ---------<br>From: <strong
class="gmail_sendername" dir="auto">Tom Kim</strong> <span dir="auto">&lt;<a
href="mailto:tom@nordwind.example">tom@nordwind.example</a>&gt;</span><br>Date: Tue, Mar
3, 2026 at 9:15 AM<br>Subject: Re: Shop connection<br>To: Jana Roth &lt;<a
href="mailto:jana@consultancy.example">jana@consultancy.example</a>&gt;<br></div><br><br>
<p>We do that ourselves.</p></div></div>"""
BIRD_HTML = """<html><body><p>Please log.</p><div class="moz-forward-container">
-------- Forwarded Message -------- <table class="moz-email-headers-table"><tbody>
<tr><th>Subject: </th><td>Re: Shop connection</td></tr><tr><th>Date: </th><td>Tue, 3 Mar
2026 09:15:00 +0100</td></tr><tr><th>From: </th><td>Tom Kim <a
href="mailto:tom@nordwind.example">&lt;tom@nordwind.example&gt;</a></td></tr><tr><th>To:
</th><td>jana@consultancy.example</td></tr></tbody></table><br>We do it.</div></body></html>"""
MAILTO_HTML = """<p>x</p><p><b>From:</b> <a href="mailto:tom@nordwind.example">Tom Kim</a><br>
<b>Sent:</b> Tuesday, March 3, 2026 9:15 AM<br><b>To:</b> <a
href="mailto:jana@consultancy.example">Jana</a><br><b>Subject:</b> RE: Shop</p><p>No.</p>"""

FOURTEEN = ", ".join(
    [ANNA, JANA, OLE, *(f"Person {n} <p{n}@nordwind.example>" for n in range(11))]
)
FOURTEEN_MIXED = FOURTEEN + f", {KAI}"
LONG_HEAD = ", ".join(
    f"Very Long Name Number {n} <n{n}@nordwind.example>" for n in range(90)
)
TOLD = {"day": "2026-03-03", "customer": "nordwind", "contact": "tom"}


def raw(*lines, body=b"Hello"):
    """Bytes as they are, for what no library would write."""
    heads = [line if isinstance(line, bytes) else line.encode() for line in lines]
    return b"\r\n".join([*heads, b"", body])


def unknown_charset():
    data = base64.b64encode("Wir schlagen vor: prüfen".encode("cp1252"))
    return raw(
        f"From: {JANA}",
        f"To: {TOM}",
        f"Delivered-To: {ADVICE}",
        f"Date: {DATE}",
        "Message-ID: <charset@x>",
        "Subject: =?x-unknown?B?TG9hZCB0ZXN0?=",
        "Content-Type: text/plain; charset=x-mac-nowhere",
        "Content-Transfer-Encoding: base64",
        body=data,
    )


def wrong_charset():
    return raw(
        f"From: {JANA}",
        f"To: {TOM}",
        f"Delivered-To: {ADVICE}",
        f"Date: {DATE}",
        "Message-ID: <wrongcharset@x>",
        "Subject: Prüfung".encode("cp1252"),
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        body="Wir schlagen eine Prüfung vor".encode("cp1252"),
    )


def broken_multipart():
    return raw(
        f"From: {JANA}",
        f"To: {TOM}",
        f"Delivered-To: {ADVICE}",
        f"Date: {DATE}",
        "Message-ID: <broken@x>",
        "Subject: Load test",
        'Content-Type: multipart/mixed; boundary="nowhere"',
        body=b"--nowhere\r\nContent-Type: text/plain\r\n\r\nWe suggest a test",
    )


def with_file():
    message = MIMEMultipart()
    message["From"], message["To"], message["Subject"] = JANA, TOM, "Offer"
    message["Date"], message["Delivered-To"] = DATE, ADVICE
    message["Message-ID"] = "<file@x>"
    message.attach(MIMEText(CUT, "plain", "utf-8"))
    part = MIMEBase("application", "pdf")
    part.set_payload(b"%PDF-1.4")
    part.add_header("Content-Disposition", "attachment", filename="Offer.pdf")
    message.attach(part)
    return message.as_bytes()


def nested_forward():
    inner = styled(OUTLOOK_EN, "-----Original Message-----")
    middle = "\n".join(
        [
            "see below",
            "",
            "---------- Forwarded message ---------",
            f"From: {OLE}",
            "Date: Wed, Mar 4, 2026 at 8:00 AM",
            "Subject: Fwd: Shop connection",
            f"To: {JANA}",
            "",
            inner,
        ]
    )
    return forward(middle)


def auto(**heads):
    return mail(subject=f"Auto {sorted(heads)}", heads=heads)


CASES = [
    # In Bcc, To or Cc of our own mail
    Case("bcc", mail(), "draft", "nordwind", "tom", subject="Load test"),
    Case(
        "bcc known from Received alone",
        mail(
            subject="Received",
            heads={
                "Delivered-To": None,
                "Received": f"from mx by mail (Postfix) for <{ADVICE}>; {DATE}",
            },
        ),
        "draft",
        "nordwind",
        "tom",
    ),
    Case(
        "bcc known from X-Original-To",
        mail(
            subject="XOT",
            heads={"Delivered-To": "box@x.example", "X-Original-To": ADVICE},
        ),
        "draft",
        "nordwind",
        "tom",
    ),
    Case("cc", mail(cc=ADVICE, subject="Cc"), "draft", "nordwind", "tom"),
    Case(
        "to beside the client",
        mail(to=f"{ADVICE}, {ANNA}"),
        "draft",
        "nordwind",
        "anna",
    ),
    Case(
        "the company's address",
        mail(to="info@nordwind.example"),
        "draft",
        "nordwind",
        "nordwind",
    ),
    Case(
        "person before company",
        mail(to=f"info@nordwind.example, {ANNA}", subject="Both"),
        "draft",
        "nordwind",
        "anna",
    ),
    Case("14 in cc", mail(cc=FOURTEEN, subject="Fourteen"), "draft", "nordwind", "tom"),
    Case(
        "14 in cc and another customer",
        mail(cc=FOURTEEN_MIXED, subject="Mixed"),
        "waiting",
        reason="several",
        candidates={"nordwind", "hafen"},
    ),
    Case(
        "two customers",
        mail(to=f"{TOM}, {KAI}", subject="Two"),
        "waiting",
        reason="several",
        candidates={"nordwind", "hafen"},
    ),
    Case("a private person", mail(to=LEA, subject="Lea"), "draft", "lea", "lea"),
    Case(
        "an address that two customers have",
        mail(to="paul@double.example", subject="Paul"),
        "waiting",
        reason="several",
        candidates={"double_a", "double_b"},
    ),
    Case(
        "an archived person",
        mail(to="eva@nordwind.example", subject="Eva"),
        "waiting",
        reason="unknown",
        candidates={"nordwind"},
    ),
    Case(
        "a domain alone never decides",
        mail(to="new.colleague@nordwind.example", subject="New"),
        "waiting",
        reason="unknown",
        candidates={"nordwind"},
    ),
    Case(
        "a free mail domain proposes nothing",
        mail(to="somebody.else@gmail.com", subject="Free"),
        "waiting",
        reason="unknown",
    ),
    Case(
        "nobody known",
        mail(to="who@nowhere.example", subject="Who"),
        "waiting",
        reason="unknown",
    ),
    Case(
        "only ourselves", mail(to=ADVICE, subject="Note"), "waiting", reason="unknown"
    ),
    Case("a colleague alone", mail(to=OLE, subject="Ole"), "waiting", reason="unknown"),
    Case(
        "a contact of another company of ours",
        mail(to="zoe@other.example", subject="Zoe"),
        "waiting",
        reason="unknown",
    ),
    Case(
        "an address in a name is none",
        mail(to='"kai@hafen.example" <tom@nordwind.example>', subject="Name"),
        "draft",
        "nordwind",
        "tom",
    ),
    Case(
        "an answer with its history is no forward",
        mail(
            to=TOM,
            subject="AW: Anbindung",
            body="Wir empfehlen Frau Okafor.\n\n-----Ursprüngliche Nachricht-----\n"
            f"Von: {KAI}\nGesendet: Montag, 2. März 2026 08:00\nAn: {JANA}\n"
            "Betreff: Anbindung\n\nHallo",
        ),
        "draft",
        "nordwind",
        "tom",
        subject="Anbindung",
    ),
    Case(
        "an answer that quotes somebody's forward",
        mail(
            to=TOM,
            subject="Re: Quote",
            body="We suggest a test.\n\nOn Mon, Mar 2, 2026 at 8:00 AM Tom Kim wrote:\n"
            f"> ---------- Forwarded message ---------\n> From: {KAI}\n"
            f"> Date: Sun, Mar 1, 2026\n> Subject: Quote\n> To: {TOM}\n>\n> Hi",
        ),
        "draft",
        "nordwind",
        "tom",
    ),
    # Forwarded inline
    Case(
        "outlook en",
        forward(
            styled(OUTLOOK_EN, "", day="Tuesday, March 3, 2026 9:15 AM"), "FW: Shop"
        ),
        "draft",
        subject="Shop connection",
        **TOLD,
    ),
    Case(
        "outlook de",
        forward(
            styled(OUTLOOK_DE, "", day="Dienstag, 3. März 2026 09:15"), "WG: Anbindung"
        ),
        "draft",
        **TOLD,
    ),
    Case(
        "outlook fr",
        forward(styled(OUTLOOK_FR, "", day="mardi 3 mars 2026 09:15"), "TR: Liaison"),
        "draft",
        **TOLD,
    ),
    Case(
        "outlook es",
        forward(
            styled(OUTLOOK_ES, "", day="martes, 3 de marzo de 2026 9:15"), "RV: Enlace"
        ),
        "draft",
        **TOLD,
    ),
    Case(
        "outlook de, old style",
        forward(
            styled(
                OUTLOOK_DE, "-----Ursprüngliche Nachricht-----", day="03.03.2026 09:15"
            ),
            "WG: Alt",
        ),
        "draft",
        **TOLD,
    ),
    Case(
        "outlook html",
        forward(OUTLOOK_HTML, "WG: AW: Anbindung", html=True),
        "draft",
        **TOLD,
    ),
    Case(
        "names behind mailto",
        forward(MAILTO_HTML, "FW: RE: Shop", html=True),
        "draft",
        **TOLD,
    ),
    Case(
        "gmail en",
        forward(
            styled(
                OUTLOOK_EN,
                "---------- Forwarded message ---------",
                day="Tue, Mar 3, 2026 at 9:15 AM",
            ).replace("Sent:", "Date:")
        ),
        "draft",
        **TOLD,
    ),
    Case("gmail html", forward(GMAIL_HTML, html=True), "draft", **TOLD),
    Case(
        "gmail de",
        forward(
            styled(
                GMAIL_DE,
                "---------- Forwarded message ---------",
                day="Di., 3. März 2026 um 09:15 Uhr",
            )
        ),
        "draft",
        **TOLD,
    ),
    Case(
        "gmail fr",
        forward(
            styled(
                APPLE_FR,
                "---------- Forwarded message ---------",
                day="mar. 3 mars 2026 à 09:15",
            )
        ),
        "draft",
        **TOLD,
    ),
    Case(
        "apple mail en",
        forward(
            styled(
                ("From", "Date", "To", "Subject", "Cc"),
                "Begin forwarded message:",
                "> ",
                "3 March 2026 at 09:15:00 CET",
            )
        ),
        "draft",
        **TOLD,
    ),
    Case(
        "apple mail de",
        forward(
            styled(
                BIRD_DE,
                "Anfang der weitergeleiteten Nachricht:",
                "> ",
                "3. März 2026 um 09:15:00 MEZ",
            )
        ),
        "draft",
        **TOLD,
    ),
    Case(
        "apple mail fr",
        forward(
            styled(
                APPLE_FR,
                "Début du message transféré :",
                "> ",
                "3 mars 2026 à 09:15:00 UTC+1",
            ).replace(":", " :", 3)
        ),
        "draft",
        **TOLD,
    ),
    Case(
        "thunderbird en",
        forward(
            styled(
                ("From", "Date", "To", "Subject", "CC"),
                "-------- Forwarded Message --------",
            )
        ),
        "draft",
        **TOLD,
    ),
    Case(
        "thunderbird de",
        forward(styled(BIRD_DE, "-------- Weitergeleitete Nachricht --------")),
        "draft",
        **TOLD,
    ),
    Case("thunderbird html", forward(BIRD_HTML, html=True), "draft", **TOLD),
    Case(
        "forwarded twice", nested_forward(), "draft", **(TOLD | {"day": "2026-03-03"})
    ),
    Case(
        "our own mail, forwarded",
        forward(
            f"---------- Forwarded message ---------\nFrom: {JANA}\n"
            "Date: Tue, Mar 3, 2026 at 9:15 AM\nSubject: Load test\n"
            f"To: {ANNA}\nCc: {TOM}\n\nWe suggest a load test.",
            "Fwd: Load test",
        ),
        "draft",
        "nordwind",
        "anna",
        day="2026-03-03",
        subject="Load test",
    ),
    Case(
        "forwarded, of somebody unknown",
        forward(
            styled(OUTLOOK_EN, "", sender="Max <max@nowhere.example>").replace(
                ANNA, ""
            ),
            "FW: Max",
        ),
        "waiting",
        reason="unknown",
        day="2026-03-03",
    ),
    Case(
        "forwarded, to a client who is another one",
        mail(
            to=f"{KAI}, {ADVICE}",
            subject="Fwd: Shop",
            body=styled(OUTLOOK_EN, "-------- Forwarded Message --------"),
        ),
        "waiting",
        reason="several",
        day="2026-03-03",
        candidates={"nordwind", "hafen"},
    ),
    Case(
        "a day that may be April",
        forward(
            styled(OUTLOOK_EN, "-----Original Message-----", day="03/04/2026 9:15 AM"),
            "FW: When",
        ),
        "draft",
        **(TOLD | {"day": "2026-03-05"}),
    ),
    # Forwarded as attachment
    Case(
        "attached", attached(client_mail()), "draft", subject="Shop connection", **TOLD
    ),
    Case(
        "attached, from us to them",
        attached(client_mail(JANA, ANNA, subject="Backup")),
        "draft",
        "nordwind",
        "anna",
        day="2026-03-03",
        subject="Backup",
    ),
    Case(
        "attached, 14 in cc",
        attached(client_mail(cc=FOURTEEN, subject="Why?")),
        "draft",
        subject="Why?",
        **TOLD,
    ),
    Case(
        "attached mail of another customer to the client",
        attached(client_mail(KAI, subject="Vendor"), to=TOM),
        "waiting",
        reason="several",
        day="2026-03-03",
        candidates={"nordwind", "hafen"},
    ),
    # Strange
    Case(
        "no subject, no text", mail(subject=None, body=""), "draft", "nordwind", "tom"
    ),
    Case(
        "html only",
        mail(subject="HTML", body="<p>We <b>suggest</b></p>", html=True),
        "draft",
        "nordwind",
        "tom",
    ),
    Case("with a file", with_file(), "draft", "nordwind", "tom", subject="Offer"),
    Case(
        "unknown charset",
        unknown_charset(),
        "draft",
        "nordwind",
        "tom",
        subject="Load test",
    ),
    Case(
        "wrong charset", wrong_charset(), "draft", "nordwind", "tom", subject="Prüfung"
    ),
    Case("broken multipart", broken_multipart(), "draft", "nordwind", "tom"),
    Case(
        "a head of 6,000 characters",
        mail(cc=LONG_HEAD, subject="Long"),
        "draft",
        "nordwind",
        "tom",
    ),
    Case(
        "no message-id",
        mail(subject="No id", heads={"Message-ID": None}),
        "draft",
        "nordwind",
        "tom",
    ),
    Case(
        "no date",
        mail(subject="No date", heads={"Date": None}),
        "draft",
        "nordwind",
        "tom",
        day="",
    ),
    Case(
        "a date that is none",
        mail(subject="Bad date", heads={"Date": "soon"}),
        "draft",
        "nordwind",
        "tom",
        day="",
    ),
    Case(
        "prefixes",
        mail(subject="AW: [EXT] WG: Re[2]: RE: Lasttest"),
        "draft",
        "nordwind",
        "tom",
        subject="[EXT] WG: Re[2]: RE: Lasttest",
    ),
    Case(
        "prefixes of four languages",
        mail(subject="AW: WG: TR: RV: Re[2]: Fwd: Lasttest"),
        "draft",
        "nordwind",
        "tom",
        subject="Lasttest",
    ),
    Case("again", mail(), "again", "nordwind"),
    Case(
        "again without message-id",
        mail(subject="No id", heads={"Message-ID": None}),
        "again",
    ),
    # From outside
    Case(
        "from a client",
        mail(TOM, ADVICE, subject="Hello"),
        "waiting",
        reason="outside",
        candidates={"nordwind"},
    ),
    Case(
        "from nobody",
        mail("x@evil.example", ADVICE, subject="Evil"),
        "waiting",
        reason="outside",
    ),
    Case(
        "without sender", mail("", ADVICE, subject="Anon"), "waiting", reason="outside"
    ),
    Case(
        "two senders",
        mail(f"{JANA}, x@evil.example", TOM, subject="Two senders"),
        "waiting",
        reason="outside",
        candidates={"nordwind"},
    ),
    Case(
        "our name on another address",
        mail('"jana@consultancy.example" <x@evil.example>', TOM, subject="Name only"),
        "waiting",
        reason="outside",
        candidates={"nordwind"},
    ),
    Case(
        "the mail server doubts the sender",
        mail(
            subject="Forged",
            heads={"Authentication-Results": "mx; spf=fail; dkim=none; dmarc=fail"},
        ),
        "waiting",
        reason="outside",
        candidates={"nordwind"},
    ),
    Case(
        "a colleague who writes no advice",
        mail(OLE, TOM, subject="Ole writes"),
        "waiting",
        reason="no_right",
        candidates={"nordwind"},
    ),
    # Automatic
    Case(
        "auto-submitted",
        auto(**{"Auto-Submitted": "auto-replied"}),
        "ignored",
        reason="auto-submitted",
    ),
    Case(
        "precedence",
        mail(KAI, ADVICE, subject="Bulk", heads={"Precedence": "bulk"}),
        "ignored",
        reason="auto-submitted",
    ),
    Case(
        "suppress",
        auto(**{"X-Auto-Response-Suppress": "All"}),
        "ignored",
        reason="auto-response",
    ),
    Case(
        "out of office",
        mail(ANNA, ADVICE, subject="Abwesenheitsnotiz: Urlaub"),
        "ignored",
        reason="auto-response",
    ),
    Case(
        "mailer-daemon",
        mail("MAILER-DAEMON@x.example", ADVICE),
        "ignored",
        reason="bounce",
    ),
    Case(
        "empty return path", auto(**{"Return-Path": "<>"}), "ignored", reason="bounce"
    ),
    Case(
        "our own address",
        mail(ADVICE, ADVICE, subject="Loop"),
        "ignored",
        reason="loop",
    ),
    Case(
        "not automatic",
        mail(subject="Says no", heads={"Auto-Submitted": "no"}),
        "draft",
        "nordwind",
        "tom",
    ),
]
