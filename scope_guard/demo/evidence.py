"""Small files that stand for what the client signed or wrote."""


def make_pdf(title, lines):
    """A one-page PDF that any reader opens, without a library.

    :param str title: the first line, set larger
    :param lines: further lines of plain Western European text
    :return: bytes
    """
    text = [b"BT /F1 16 Tf 60 780 Td", _show(title), b"/F1 10.5 Tf 0 -30 Td 16 TL"]
    text += [_show(line) + b" T*" for line in lines]
    stream = b"\n".join([*text, b"ET"])
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
        b"/Encoding /WinAnsiEncoding >>",
    ]
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%s"
        b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(content))
    )


def _show(line):
    escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return b"(%s) Tj" % escaped.encode("cp1252", "replace")


def make_mail(sender, receiver, day, subject, text):
    """A mail as plain text.

    :return: bytes
    """
    return (
        f"From: {sender}\nTo: {receiver}\nDate: {day}\nSubject: {subject}\n\n{text}\n"
    ).encode()
