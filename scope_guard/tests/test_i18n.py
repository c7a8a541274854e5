import re
from pathlib import Path

import polib

from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

MODULE = "scope_guard"
FOLDER = Path(__file__).parents[1] / "i18n"
LANGUAGES = ("de", "es", "fr")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdf]|\$\{[^}]*\}|\{\w*\}")
TAG = re.compile(r"</?[a-zA-Z][^\s/>]*")
# What the client's browser reads of a tag; all else of it is program.
SPOKEN = re.compile(r'\b(?:title|aria-label|placeholder|alt|string)="[^"]*"')
ATTRIBUTE = re.compile(r'\b[\w.-]+="[^"]*"')


def read(name):
    return polib.pofile(str(FOLDER / name), check_for_duplicates=True)


def markup(text):
    """The tags of a text and the attributes nobody reads; their order may differ."""
    if not TAG.search(text):
        return []
    return sorted(TAG.findall(text) + ATTRIBUTE.findall(SPOKEN.sub("", text)))


@tagged("post_install", "-at_install")
class TestTranslations(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = read(f"{MODULE}.pot")
        cls.translations = {name: read(f"{name}.po") for name in LANGUAGES}

    def assert_kept(self, part, prefix=""):
        """A part of each text is the same in the translation; part takes a text."""
        lost = [
            f"{language}: {entry.msgstr}"
            for language, translation in self.translations.items()
            for entry in translation
            if any(
                place.partition(":")[2].startswith(prefix)
                for place, _ in entry.occurrences
            )
            and part(entry.msgstr) != part(entry.msgid)
        ]
        self.assertFalse(lost)

    def test_there_is_a_file_for_each_language_and_none_for_english(self):
        self.assertEqual(
            sorted(path.name for path in FOLDER.iterdir()),
            sorted([f"{name}.po" for name in LANGUAGES] + [f"{MODULE}.pot"]),
        )
        for language, translation in self.translations.items():
            self.assertEqual(translation.metadata["Language"], language)

    def test_all_texts_of_the_template_are_translated_and_no_others(self):
        expected = {entry.msgid for entry in self.template}
        for language, translation in self.translations.items():
            with self.subTest(language=language):
                done = {entry.msgid for entry in translation if entry.msgstr.strip()}
                self.assertFalse(expected - done, "These still need a translation.")
                self.assertFalse(done - expected, "These are no longer in use.")
                self.assertFalse(translation.fuzzy_entries())
                self.assertFalse(translation.obsolete_entries())

    def test_translations_go_to_the_same_places(self):
        """A record is named in the file: without its name it would stay English."""
        places = {entry.msgid: set(entry.occurrences) for entry in self.template}
        for language, translation in self.translations.items():
            with self.subTest(language=language):
                named = {entry.msgid: set(entry.occurrences) for entry in translation}
                self.assertEqual(named, places)

    def test_placeholders_are_the_same(self):
        self.assert_kept(lambda text: sorted(PLACEHOLDER.findall(text)))

    def test_markup_is_the_same(self):
        self.assert_kept(markup)

    def test_white_space_at_the_edges_is_the_same(self):
        self.assert_kept(lambda text: (text[:1].isspace(), text[-1:].isspace()))

    def test_lists_of_the_library_keep_their_lines(self):
        """Its texts are lists: a line that got lost is advice that did."""
        self.assert_kept(lambda text: text.count("\n"), "scope.advice.template,")

    def test_the_headers_name_nobody(self):
        for file in (self.template, *self.translations.values()):
            self.assertFalse(file.metadata["Last-Translator"])
            self.assertFalse(file.metadata["Language-Team"])
            self.assertNotIn("@", file.header)


@tagged("post_install", "-at_install")
class TestTemplate(TransactionCase):
    """The template holds what Odoo finds now.

    Labels that our models inherit (messages, activities) depend on which other apps
    are installed, so only labels of our own are compared.
    """

    def is_ours(self, name, xmlid):
        if not name.startswith("ir.model.fields,"):
            return True
        label = self.env.ref(xmlid)
        return MODULE in self.env[label.model]._fields[label.name]._modules

    def test_the_template_is_up_to_date(self):
        found, ours = set(), set()
        for row in TranslationModuleReader(self.env.cr, modules=[MODULE]):
            _module, kind, name, place, text, _value, _comments = row
            found.add(text)
            if kind == "code" or self.is_ours(name, place):
                ours.add(text)
        template = read(f"{MODULE}.pot")
        known = {entry.msgid for entry in template}
        self.assertFalse(ours - known, "Export the template again, then translate.")
        stale = {
            entry.msgid
            for entry in template
            if entry.msgid not in found
            and not all(self.may_be_missing(place) for place, _ in entry.occurrences)
        }
        self.assertFalse(stale, "Export the template again.")

    def may_be_missing(self, place):
        """Whether a text of the template need not be found in this database."""
        kind, _, rest = place.partition(":")
        if kind != "model" or not rest.startswith("ir.model.fields,"):
            return False
        xmlid = rest.partition(":")[2]
        label = self.env.ref(xmlid, raise_if_not_found=False)
        return not label or not self.is_ours("ir.model.fields,", xmlid)
