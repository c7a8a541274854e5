"""Who is who: our house and our customers."""

COMPANY = "Kern & Roth Consulting"
DEFAULT_COMPANY_NAME = "My Company"

#: key: (name, login, password, e-mail, position). Without a password: no login.
COLLEAGUES = {
    "jana": ("Jana Roth", "pm", "pm", "jana.roth@kern-roth.example", "Project manager"),
    "ole": (
        "Ole Kern",
        "consultant",
        "consultant",
        "ole.kern@kern-roth.example",
        "Senior consultant",
    ),
    "mia": ("Mia Sand", "mia.sand", "", "mia.sand@kern-roth.example", "Developer"),
}

#: key: (name, e-mail, telephone, town, our salesperson)
CUSTOMERS = {
    "lindner": (
        "Lindner Schulen",
        "office@lindner.example",
        "+49 761 555 010",
        "Freiburg",
        "ole",
    ),
    "hafen": ("Hafen AG", "info@hafen.example", "+49 40 555 020", "Hamburg", "ole"),
    "nordwind": (
        "Nordwind GmbH",
        "info@nordwind.example",
        "+49 421 555 030",
        "Bremen",
        "ole",
    ),
}

#: key: (customer, name, position, e-mail, telephone)
CONTACTS = {
    "ruth": (
        "lindner",
        "Ruth Lindner",
        "Head of schools",
        "ruth@lindner.example",
        "+49 761 555 011",
    ),
    "ben": (
        "lindner",
        "Ben Okoye",
        "Teacher, speaks for the staff",
        "ben@lindner.example",
        "+49 761 555 012",
    ),
    "sofia": (
        "lindner",
        "Sofia Marin",
        "IT coordinator",
        "sofia@lindner.example",
        "+49 761 555 013",
    ),
    "karl": (
        "hafen",
        "Karl Petersen",
        "Director of sales",
        "karl@hafen.example",
        "+49 40 555 021",
    ),
    "ines": (
        "hafen",
        "Ines Duarte",
        "Key user, inside sales",
        "ines@hafen.example",
        "+49 40 555 022",
    ),
    "paul": (
        "hafen",
        "Paul Weiss",
        "IT manager",
        "paul@hafen.example",
        "+49 40 555 023",
    ),
    "anna": (
        "nordwind",
        "Anna Berg",
        "Head of finance, sponsor",
        "anna@nordwind.example",
        "+49 421 555 031",
    ),
    "tom": (
        "nordwind",
        "Tom Kim",
        "IT lead",
        "tom@nordwind.example",
        "+49 421 555 032",
    ),
    "lena": (
        "nordwind",
        "Lena Vogt",
        "Online sales",
        "lena@nordwind.example",
        "+49 421 555 033",
    ),
}

#: The contact with a login to the portal: (login, password)
CLIENT = "tom"
CLIENT_LOGIN = ("client", "client")

#: Columns of the boards: key: (name, folded)
STAGES = {
    "todo": ("To do", False),
    "doing": ("In progress", False),
    "client": ("With the client", False),
    "done": ("Done", True),
}
