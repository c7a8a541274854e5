"""The words in which the demo story is told.

Days are counted from today: ``-14`` is two weeks ago. People are named by their first
name, see ``people.py``; scope items by their code.
"""

from typing import NamedTuple


class Item(NamedTuple):
    """A clause of a Terms of Reference. Its kind is the first letter of its code."""

    code: str
    name: str
    clause: str
    hours: float = 0
    section: str = ""
    parent: str = ""
    due: int | None = None


class Answer(NamedTuple):
    """What became of a task that put a question to the project manager.

    how: placed (on ``item``), goodwill, later, internal, cancelled, smaller (to
    ``hours``), or change (asked for; on one project they make one draft)
    """

    how: str
    day: int
    item: str = ""
    reason: str = ""
    hours: float = 0


class Part(NamedTuple):
    """A sub-task: it follows the task above it."""

    name: str
    hours: float = 0
    done: bool = False
    who: str = "ole"


class Task(NamedTuple):
    """A task, entered on ``day``, asked for by ``asked``.

    ``by`` entered it: by default who does it if the client asked, else Jana.

    ``says`` is what the one who asked wrote below it.
    """

    day: int
    name: str
    hours: float = 0
    item: str = ""
    who: str = "ole"
    stage: str = "done"
    by: str = ""
    asked: str = ""
    text: str = ""
    says: str = ""
    parts: tuple = ()
    answers: tuple = ()
    due: int | None = None


class Line(NamedTuple):
    """What one person answered on one item.

    ``settled``: explained, change or accepted, ``settled_day`` days from today.
    """

    item: str
    answer: str
    comment: str = ""
    settled: str = ""
    settled_day: int = 0
    note: str = ""


class Check(NamedTuple):
    """A check-in with one person."""

    day: int
    person: str
    channel: str
    lines: tuple
    note: str = ""
    done: bool = True


class Advice(NamedTuple):
    """What we suggested, the answer, and what happened since.

    ``template`` names an entry of the library, which gives the texts that are empty.
    """

    day: int
    customer: str
    told: str
    name: str = ""
    template: str = ""
    recommendation: str = ""
    risk: str = ""
    other_ways: str = ""
    high_risk: bool = False
    project: str = ""
    by: str = "jana"
    channel: str = "call"
    valid: int | None = None
    decision: str = "pending"
    decided_by: str = ""
    decided: int | None = None
    reason: str = ""
    client_view: str = ""
    deferred: int | None = None
    owner: str = ""
    ready: int | None = None
    confirmed: bool = False
    outcome: str = "open"
    happened: int | None = None
    cost: float = 0
    note: str = ""
    review: int | None = None
    file: str = ""
    #: Values of a correction that takes the place of this one, and its day.
    corrected: dict | None = None
    recorded: bool = True
    #: The recap went out, and the client answered on the page.
    on_page: bool = False


class Update(NamedTuple):
    """What Jana wrote on how the project stands, for colleagues."""

    day: int
    status: str
    title: str
    text: str
    progress: int = 0


class Letter(NamedTuple):
    """What Jana wrote to who agrees for the client, with the update of that title.

    ``lines``: part of the letter, text, and the name of the advice it tells of.
    """

    project: str
    day: int
    since: int
    subject: str
    update: str
    opened: int
    lines: tuple


class Draft(NamedTuple):
    """A project that has just begun: its document was read, nothing is agreed."""

    key: str
    name: str
    customer: str
    signatory: str
    day: int
    start: int
    end: int
    document: str
    paragraphs: tuple
    tasks: tuple
    visibility: str = "employees"


class Project(NamedTuple):
    """A project with its Terms of Reference, tasks and check-ins."""

    key: str
    name: str
    customer: str
    signatory: str
    agreed: int
    guard: int
    start: int
    end: int
    hours: float
    contingency: float
    purpose: str
    note: str
    document: str
    items: tuple
    tasks: tuple
    checks: tuple
    visibility: str = "employees"
    rate: float = 0
    how: str = "document"
    updates: tuple = ()
