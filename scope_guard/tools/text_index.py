"""Which of a few texts shares most words with a query: BM25, nothing else.

Plain Python, no ORM. Ranking after Robertson and Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond" (2009), section 3. Words are cut to their stem by common
endings of English, German, French and Spanish, and words that say nothing are left out.
"""

import math
import re
from collections import Counter, defaultdict
from functools import lru_cache

WORD = re.compile(r"[^\W_]{2,}")
TAG = re.compile(r"<[^>]*>|&\w+;")

#: Term saturation and length normalisation.
K1 = 2.0
B = 0.5

#: A query counts a repeated word once, and a little more.
MAX_QUERY_WEIGHT = 1.5

STOP_WORDS = frozenset(
    """
    a also an and any are as at be been but by can could do does for from had has have
    if in into is it its may more most must new no not of on one only or other our out
    shall should so some such than that the their them then there these they this to up
    use used using was we were what when where which who will with would you your all

    aber alle als am an auch auf aus bei das dass dem den der des die durch ein eine
    einem einen einer eines er es für im ist kann können mit muss müssen nach nicht noch
    nur oder sein sich sie sind sollen soll über um und von vor werden wie wird wir zu
    zum zur

    au aux avec ce ces cette dans de des doit doivent du elle en est et il ils la le les
    leur leurs mais ne nous ou par pas pour que qui sa se ses son sont sur un une vous

    al como con cual del donde el ella en es esta este ha la las lo los más no o para
    pero por que se sin son su sus un una y
    """.split()
)

_ENDINGS = tuple(
    """
    ization isation isierung ierung ations aciones ation ación ments mente ment ungen
    ings ung ing ities idades ités ity dad ité ies ers aux ed es er en em et as os s
    """.split()
)
_SHORTEST_STEM = 4


@lru_cache(maxsize=50_000)
def stem(word):
    """Cut a common ending off, if enough of the word remains.

    >>> stem("migrations"), stem("migration"), stem("orders"), stem("order")
    ('migr', 'migr', 'order', 'order')
    >>> stem("map")
    'map'
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def words(text):
    """The words of a text that say something, by stem, with the word they came from.

    >>> words("The map, of <b>orders</b>!")
    [('map', 'map'), ('order', 'orders')]
    """
    return [
        (stem(word), word)
        for word in WORD.findall(TAG.sub(" ", text or "").lower())
        if word not in STOP_WORDS
    ]


class TextIndex:
    """Texts under keys, ranked for a query.

    >>> index = TextIndex()
    >>> index.add("D01", "Orders to accounting")
    >>> index.add("D02", "Map of dealers")
    >>> [key for key, score in index.rank("A map with all dealers", limit=3)]
    ['D02']
    >>> sorted(index.shared("D02", "a map of the dealer"))
    ['dealer', 'map']
    """

    def __init__(self):
        self._documents = {}
        self._frequency = Counter()
        self._count = 0
        self._postings = None

    def add(self, key, text, weight=1.0):
        """Add words to the text under a key.

        :param key: any hashable
        :param str text: plain text, or HTML whose tags are dropped
        :param float weight: what one occurrence counts
        """
        document = self._documents.setdefault(key, Counter())
        for term, _word in words(text):
            document[term] += weight
        self._postings = None

    def add_background(self, text):
        """Count a text among those that tell how common a word is."""
        self._frequency.update({term for term, _word in words(text)})
        self._count += 1

    def rank(self, text, limit):
        """Keys that share words with the text, best first.

        :return: list of (key, score), at most ``limit``; ties in order of adding
        """
        self._prepare()
        query = Counter(term for term, _word in words(text))
        scores = defaultdict(float)
        for term, occurrences in query.items():
            postings = self._postings.get(term)
            if not postings:
                continue
            weight = min(occurrences, MAX_QUERY_WEIGHT) * self._rarity(term)
            for key, frequency, norm in postings:
                scores[key] += weight * frequency * (K1 + 1) / (frequency + norm)
        order = {key: place for place, key in enumerate(self._documents)}
        return sorted(scores.items(), key=lambda row: (-row[1], order[row[0]]))[:limit]

    def shared(self, key, text):
        """The words of the text that the document under the key has, rarest first."""
        document = self._documents.get(key, {})
        found = {}
        for term, word in words(text):
            if term in document:
                found.setdefault(term, word)
        return [
            word
            for term, word in sorted(
                found.items(), key=lambda pair: (-self._rarity(pair[0]), pair[1])
            )
        ]

    def _prepare(self):
        if self._postings is not None:
            return
        lengths = {key: sum(terms.values()) for key, terms in self._documents.items()}
        average = sum(lengths.values()) / len(lengths) if lengths else 1.0
        self._postings = defaultdict(list)
        self._own_frequency = Counter()
        for key, terms in self._documents.items():
            norm = K1 * (1 - B + B * lengths[key] / (average or 1.0))
            self._own_frequency.update(terms.keys())
            for term, frequency in terms.items():
                self._postings[term].append((key, frequency, norm))

    def _rarity(self, term):
        self._prepare()
        total = self._count + len(self._documents)
        frequency = self._frequency[term] + self._own_frequency[term]
        return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))
