"""It begins: the document is read, nothing is agreed, and the first work is waiting."""

from .story import Draft, Task

DOCUMENT = (
    ("Title", "Parents' app for Lindner Schulen"),
    ("Heading1", "Why we do this"),
    (
        "",
        "Parents learn by themselves, on their phones, what the schools tell them today "
        "on paper: when the class trip is, who is ill, what has to be signed.",
    ),
    ("Heading1", "Scope of delivery"),
    (
        "Clause",
        "Letters to parents: a class or a year gets them, and may answer (32 h)",
    ),
    ("Clause", "Notice of illness: until eight in the morning, with a reason (20 h)"),
    ("Clause", "Calendar of the class, which can be taken over into one's own (16 h)"),
    ("Clause", "Consent forms with a reminder for those who did not sign (24 h)"),
    ("Clause", "Sign-in with the account of the school (2 days)"),
    ("Clause", "Training for the three school offices, half a day each (12 h)"),
    ("Heading1", "Out of scope"),
    ("Clause", "Marks and reports stay in the school's own system."),
    ("Clause", "Payments for lunch and trips."),
    ("Clause", "A chat between parents."),
    ("Heading1", "Assumptions"),
    ("Clause", "Every family has one phone with a current system."),
    ("Heading1", "Client's responsibilities"),
    (
        "Clause",
        "Lindner Schulen provides the list of classes and families by the start.",
    ),
    ("Clause", "The data protection officer agrees to the way illness is reported."),
    ("Heading1", "Later phases"),
    ("Clause", "Lending of books and tablets."),
)

PROJECT = Draft(
    "parents",
    name="Lindner Schulen: parents' app",
    customer="lindner",
    signatory="ruth",
    day=-6,
    start=14,
    end=120,
    document="Parents_app_terms_of_reference.docx",
    paragraphs=DOCUMENT,
    tasks=(
        Task(-5, "First look at the school's accounts", 4, who="ole", stage="doing"),
        Task(-4, "Which letters went out last year?", 3, who="mia", stage="todo"),
        Task(
            -2,
            "Which phones do the families have?",
            2,
            who="ole",
            stage="todo",
            asked="sofia",
        ),
    ),
)
