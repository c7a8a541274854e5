"""Mail domains that everybody can have an address at: they say nothing of a company."""

_FREE = frozenset(
    "gmail outlook hotmail live msn yahoo ymail rocketmail aol icloud me mac gmx web"
    " freenet t-online online arcor posteo mailbox proton protonmail pm tutanota tuta"
    " mail email orange wanadoo free laposte sfr neuf bbox aliceadsl libero virgilio"
    " tiscali terra telefonica ono yandex zoho fastmail hushmail bluewin sunrise hispeed"
    " aon chello a1 telenet skynet ziggo kpnmail planet hetnet xs4all comcast verizon att"
    " sbcglobal cox qq 163 126 sina naver daum mailinator".split()
)


def is_free_mail(domain):
    """Whether a domain belongs to a provider of mail addresses for everybody.

    >>> is_free_mail("gmail.com"), is_free_mail("yahoo.co.uk"), is_free_mail("web.de")
    (True, True, True)
    >>> is_free_mail("nordwind.example"), is_free_mail("gmail.nordwind.example")
    (False, False)
    """
    labels = domain.casefold().rstrip(".").split(".")
    # The name before the ending; co.uk and its like are endings of two labels.
    endings = 2 if len(labels) > 2 and labels[-2] in ("co", "com", "net", "org") else 1
    name = labels[: len(labels) - endings]
    return len(name) == 1 and name[0] in _FREE
