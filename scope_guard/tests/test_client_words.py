import re
from pathlib import Path

import polib
from lxml import etree, html

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import html_translate, xml_translate

MODULE = "scope_guard"
FOLDER = Path(__file__).parents[1]
#: What no client reads: courtroom words, in each language that we have, and our name.
WORDS = {
    "en": r"verdicts?|flag(s|ged|ging)?|declin(e|es|ed|ing)|materiali[sz]\w*|gaps?|"
    r"evidence\w*",
    "de": r"verdikte?|urteile?|flagge?n?|geflaggt\w*|abgelehnt\w*|ablehnung\w*|"
    r"materialisiert\w*|(erwartungs)?lücken?|beweis\w*|beweismittel",
    "fr": r"verdicts?|drapeaux?|signalements?|décliné\w*|matérialis\w*|lacunes?|"
    r"preuves?",
    "es": r"veredictos?|banderas?|declinad\w*|rechazad\w*|materializ\w*|brechas?|"
    r"evidencias?|pruebas?",
}
NAME = r"scope[\s_-]?guard"
#: Pages and mails for the client; what they call is found by itself.
PREFIXES = ("portal_", "mail_")
#: Controllers for our own people.
INTERNAL = ("advice_log.py", "tor_document.py")
#: What a browser reads out of a tag.
SPOKEN = ("title", "aria-label", "placeholder", "alt", "label", "summary")


def spoken(term):
    """What a person reads of a term: its text and the attributes that are shown."""
    if "<" not in term:
        return term
    tree = html.fromstring(f"<div>{term}</div>")
    for node in tree.xpath("//script | //style | //comment()"):
        node.drop_tree()
    shown = [node.get(name) for node in tree.iter(etree.Element) for name in SPOKEN]
    return " ".join([tree.text_content(), *filter(None, shown)])


def found_in(text, language):
    """The words of a text that no client should read."""
    pattern = rf"\b({WORDS[language]})\b|{NAME}"
    return [match.group() for match in re.finditer(pattern, text, re.IGNORECASE)]


@tagged("post_install", "-at_install")
class TestClientWords(TransactionCase):
    """No page and no mail for the client speaks of it as a court would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.templates = cls._client_templates()
        cls.mails = cls._records("mail.template")

    @classmethod
    def _records(cls, model):
        """Our records of a model, by their name."""
        data = cls.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", model)]
        )
        return {each.name: cls.env[model].browse(each.res_id) for each in data}

    @classmethod
    def _client_templates(cls):
        """Templates of pages and mails for the client, with those they call."""
        ours = {
            name: view
            for name, view in cls._records("ir.ui.view").items()
            if view.type == "qweb"
        }
        names = {name for name in ours if name.startswith(PREFIXES)}
        waiting = set(names)
        while waiting:
            tree = etree.fromstring(ours[waiting.pop()].arch_db)
            called = {
                call.partition(".")[2]
                for call in tree.xpath("//@t-call")
                if call.startswith(f"{MODULE}.")
            }
            waiting |= (called & set(ours)) - names
            names |= called & set(ours)
        return {name: ours[name] for name in names}

    def _terms(self):
        """What stands in them, in English: pairs of place and term."""
        terms = []
        for name, view in self.templates.items():
            place = f"{MODULE}.{name}"
            source = view.with_context(lang="en_US").arch_db
            xml_translate(lambda term, place=place: terms.append((place, term)), source)
        for name, mail in self.mails.items():
            mail = mail.with_context(lang="en_US")
            place = f"{MODULE}.{name}"
            terms.append((place, re.sub(r"\{\{.*?\}\}", "", mail.subject or "")))
            html_translate(
                lambda term, place=place: terms.append((place, term)),
                mail.body_html or "",
            )
        return terms

    def _is_for_the_client(self, occurrence):
        """Whether a text of the .po files stands where a client reads it."""
        kind, _, place = occurrence.partition(":")
        if kind == "code":
            path = place.rpartition("/")
            return path[0].endswith(f"{MODULE}/controllers") and (
                path[2] not in INTERNAL
            )
        if kind != "model_terms" and kind != "model":
            return False
        field, _, xmlid = place.partition(":")
        name = xmlid.partition(".")[2]
        if field == "ir.ui.view,arch_db":
            return name in self.templates
        return field in ("mail.template,subject", "mail.template,body_html")

    def test_pages_and_mails_are_found(self):
        for name in (
            "portal_agreement_page",
            "portal_personal_frame",
            "portal_for_you_page",
            "mail_personal_layout",
            "mail_bundle_layout",
            "scope_tor_version_short",  # called by the page of the agreement
        ):
            self.assertIn(name, self.templates)
        self.assertIn("mail_template_bundle", self.mails)
        self.assertGreater(len(self._terms()), 100)

    def test_the_words_are_recognised(self):
        for language, text in (
            ("en", "It was Declined."),
            ("en", "A Scope  Guard".replace("  ", " ")),
            ("de", "als Beweismittel"),
            ("fr", "une preuve"),
            ("es", "las evidencias"),
        ):
            self.assertTrue(found_in(text, language), text)
        for language, text in (
            ("en", "the Flagship, a gapless view"),
            ("de", "Urlaub"),
        ):
            self.assertFalse(found_in(text, language), text)
        self.assertIn("declined", spoken('<input placeholder="declined"/>'))
        self.assertNotIn("flag", spoken('<i class="flag" t-if="flag"/>'))

    def test_in_english(self):
        wrong = [
            (place, words, term)
            for place, term in self._terms()
            if (words := found_in(spoken(term), "en"))
        ]
        self.assertFalse(wrong)

    def test_in_each_language_that_we_have(self):
        files = sorted((FOLDER / "i18n").glob("*.po"))
        self.assertTrue(files)
        wrong = []
        for file in files:
            language = file.stem.partition("_")[0]
            self.assertIn(language, WORDS, "Which words are these in this language?")
            for entry in polib.pofile(str(file)):
                if any(
                    self._is_for_the_client(place) for place, _ in entry.occurrences
                ):
                    words = found_in(spoken(entry.msgstr), language)
                    wrong += [(file.name, words, entry.msgstr)] if words else []
        self.assertFalse(wrong)

    def test_what_the_pages_say_themselves(self):
        """Sentences in the code of the pages, in English."""
        wrong = []
        for file in sorted((FOLDER / "controllers").glob("*.py")):
            if file.name in INTERNAL:
                continue
            for entry in self._sentences(file):
                words = found_in(entry, "en")
                wrong += [(file.name, words, entry)] if words else []
        self.assertFalse(wrong)

    def _sentences(self, file):
        """Texts of a file that are translated."""
        source = file.read_text()
        calls = re.findall(r"""_\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)""", source)
        return ["".join(re.findall(r'"((?:[^"\\]|\\.)*)"', call)) for call in calls]
