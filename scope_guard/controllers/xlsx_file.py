import re
import tempfile

from werkzeug.exceptions import BadRequest
from werkzeug.wsgi import wrap_file

from odoo.http import content_disposition, request

#: Greatest value of PostgreSQL's integer: no record has a greater id
MAX_ID = 2**31 - 1

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def get_headers(filename, size):
    """Return the headers of an Excel file of ``size`` bytes, as a download."""
    return [
        ("Content-Type", XLSX_TYPE),
        ("Content-Length", str(size)),
        ("Content-Disposition", content_disposition(filename)),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]


def stream_xlsx(write):
    """Return the response with an Excel file, and its size in bytes.

    :param write: function that writes the file to a stream and returns its name
    """
    # On disk: a long file is no burden for the worker.
    stream = tempfile.TemporaryFile()
    try:
        filename = write(stream)
        size = stream.tell()
        stream.seek(0)
    except BaseException:
        stream.close()
        raise
    response = request.make_response(
        wrap_file(request.httprequest.environ, stream),
        headers=get_headers(filename, size),
    )
    response.direct_passthrough = True
    return response, size


def parse_ids(value):
    """Return the ids in a text like ``1,2,3``; refuse anything else."""
    numbers = value.split(",")
    if not all(re.fullmatch("[0-9]{1,10}", number) for number in numbers):
        raise BadRequest(
            request.env._(
                "Records are named by whole numbers with commas between them."
            )
        )
    ids = dict.fromkeys(int(number) for number in numbers)
    return [id_ for id_ in ids if 0 < id_ <= MAX_ID]
