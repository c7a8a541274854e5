"""Selection keys that several models share. They are stored: never rename one without a migration."""

KIND_SELECTION = [
    ("deliverable", "Deliverable"),
    ("exclusion", "Not in"),
    ("assumption", "We assume"),
    ("client_responsibility", "Client provides"),
    ("later_phase", "Later"),
]

VERDICT_SELECTION = [
    ("in_scope", "In the TOR"),
    ("undecided", "Undecided"),
    ("out_of_scope", "Not in the TOR"),
    ("over_allowance", "Over the hours"),
    ("change_pending", "Change pending"),
    ("goodwill", "Goodwill"),
]

#: Verdicts that put a question to the project manager.
FLAGGED_VERDICTS = ("undecided", "out_of_scope", "over_allowance")

RESOLUTION_SELECTION = [
    ("mapped", "Placed"),
    ("change", "Change"),
    ("goodwill", "Goodwill"),
    ("contingency", "Contingency"),
    ("later_phase", "Later"),
    ("internal", "Internal work"),
    ("reworked", "No longer exceeds"),
    ("dropped", "Dropped"),
]

#: Steps of an hours bar.
TIER_SELECTION = [
    ("none", "Not measured"),
    ("ok", "Fits"),
    ("amber", "Getting close"),
    ("red", "Over the hours"),
    ("dark", "Far over the hours"),
]

CHANGE_STATE_SELECTION = [
    ("draft", "Draft"),
    ("sent", "With the client"),
    ("approved", "Agreed"),
    ("rejected", "Not agreed"),
    ("cancelled", "Cancelled"),
]

#: Whether a change serves what the project is for; for the house alone.
PURPOSE_SELECTION = [
    ("yes", "Yes"),
    ("partly", "In part"),
    ("no", "No"),
]

#: States of a change that is not decided yet: the tasks it names wait for it.
OPEN_STATES = ("draft", "sent")
