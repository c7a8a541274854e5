"""The letter that Anna Berg got before it happened."""

from .story import Letter

LETTERS = (
    Letter(
        "nordwind",
        -35,
        -97,
        "Nordwind web shop: on its way to the start",
        "Shop on its way to the start",
        -34,
        (
            (
                "purpose",
                "Orders from the shop reach accounting the same day, without retyping.",
                "",
            ),
            ("done", "Catalogue, basket and checkout, and payment are done.", ""),
            ("hours", "168 of 300 hours", ""),
            (
                "decided",
                "A message when the stock file or the payment provider does not "
                "answer: taken up",
                "",
            ),
            (
                "hands",
                "The connection of shop and accounting: with Tom Kim, in two weeks\n"
                "Why we suggest a specialist: when a transfer breaks off, orders can be "
                "posted twice or not at all.\n"
                "How your team sees it: the maker of the connector promised that it "
                "works out of the box.",
                "Specialist for the connection of shop and accounting",
            ),
            ("needs", "The texts for the legal pages", ""),
        ),
    ),
)
