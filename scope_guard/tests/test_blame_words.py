import doctest
import json
import re
from datetime import date

from odoo.tests import BaseCase, HttpCase, new_test_user, tagged

from ..tools import blame_words

#: A sentence with what should be found in it first
HITS = [
    ("As we told you, orders are missing.", "As we told you"),
    ("As we have already told you on Monday", "As we have already told you"),
    ("as I have repeatedly explained", "as I have repeatedly explained"),
    ("Well, we told you so.", "we told you so"),
    ("We had warned you about the connector.", "We had warned you"),
    ("Per my last e-mail", "Per my last e-mail"),
    ("The customer ignored it.", "customer ignored"),
    ("You have simply ignored the list", "You have simply ignored"),
    ("This is what comes of ignoring our advice", "ignoring our advice"),
    ("Our recommendation was ignored.", "Our recommendation was ignored"),
    ("It went live against our explicit advice", "against our explicit advice"),
    ("despite our repeated warnings", "despite our repeated warnings"),
    ("It is not our fault.", "our fault"),
    ("THAT IS YOUR OWN FAULT!", "YOUR OWN FAULT"),
    ("the client’s fault", "client’s fault"),
    ("Your team is to blame", "is to blame"),
    ("We blame the client for it", "blame the client"),
    ("That was negligent.", "negligent"),
    ("You should have listened", "You should have listened"),
    ("You failed to send the list", "You failed to"),
    ("As we\ntold you", "As we\ntold you"),
    ("Wie wir Ihnen bereits gesagt haben", "Wie wir Ihnen bereits gesagt"),
    ("Das haben wir Ihnen ja gesagt.", "haben wir Ihnen ja gesagt"),
    ("Wir haben Sie mehrfach gewarnt.", "Wir haben Sie mehrfach gewarnt"),
    (
        "Leider wurde das von Ihnen ignoriert; unser Rat auch.",
        "von Ihnen ignoriert",
    ),
    ("Unsere Empfehlung wurde leider missachtet", None),
    ("Sie haben unseren Hinweis ignoriert.", "unseren Hinweis ignoriert"),
    ("entgegen unserer ausdrücklichen Empfehlung", None),
    ("Daran ist die IT schuld.", "schuld"),
    ("Es war Ihr eigener Fehler", "Ihr eigener Fehler"),
    ("Das war grob fahrlässig.", "grob fahrlässig"),
    ("Der Kunde hat es versäumt", None),
    ("Comme nous vous l’avions dit", "Comme nous vous l’avions dit"),
    ("Nous vous avions pourtant prévenus.", "Nous vous avions pourtant prévenus"),
    ("Ils ont ignoré nos conseils", "ont ignoré nos conseils"),
    ("C'est votre faute.", "votre faute"),
    ("malgré nos avertissements", "malgré nos avertissements"),
    ("Vous auriez dû nous écouter", "Vous auriez dû nous écouter"),
    ("Como ya les dijimos", "Como ya les dijimos"),
    ("Han ignorado nuestras recomendaciones", "Han ignorado nuestras recomendaciones"),
    ("Es culpa suya.", "culpa"),
    ("La culpa la tiene el equipo", "La culpa"),
    ("a pesar de nuestras advertencias", "a pesar de nuestras advertencias"),
]

#: Everyday sentences in which nobody is pointed at
NO_HITS = [
    "The default is a faulty connection.",
    "A fault in the line, a page fault, a fault-tolerant cluster.",
    "It reboots by default settings after a fault.",
    "Empty rows are ignored by the import; the file .gitignore, too.",
    "Please ignore this mail if it is done.",
    "It ignored the header, the setting is ignored.",
    "As you told us, the list is ready.",
    "We told Tom Kim about the load test.",
    "As noted on 3 March, a specialist needs two days.",
    "As discussed, here is the draft.",
    "We recommend a warning before the stock runs out.",
    "Your error message helps us. Your mistake-proof form, too.",
    "No problem, we can do that ourselves.",
    "The connection failed to open. The server refused to connect.",
    "You should have a look at the report.",
    "Should you have questions, call us.",
    "A blameless review: what led to it?",
    "Entschuldigung für die Verspätung, die Rechnung ist beglichen.",
    "Offene Schulden und Schuldner stehen in der Liste.",
    "Leere Zeilen werden ignoriert, auch der Hinweis im Kopf.",
    "Wie besprochen, wie am 3. März festgehalten.",
    "Ihr Fehlerbericht hilft uns, der Fehler ist behoben.",
    "Wir haben Ihnen die Liste geschickt und gesagt, wo sie liegt.",
    "Die Ausfallsicherheit ist ausreichend.",
    "Faute de temps, la liste suit demain sans faute.",
    "Une faute de frappe, une tolérance aux fautes.",
    "Les lignes vides sont ignorées.",
    "Comme convenu, voici la liste ; vous auriez une minute ?",
    "Disculpe el retraso, ¿nos disculpa?",
    "Les avisamos cuando esté listo.",
    "Debería haber un botón. Un fallo en la línea.",
    "Como se anotó el 3 de marzo.",
    "Las filas vacías se ignoran.",
]


@tagged("post_install", "-at_install")
class TestBlameWords(BaseCase):
    def test_doctests(self):
        result = doctest.testmod(blame_words)
        self.assertGreater(result.attempted, 3)
        self.assertFalse(result.failed)

    def test_what_points_at_somebody_is_found(self):
        for sentence, phrase in HITS:
            with self.subTest(sentence=sentence):
                found = blame_words.find_blame(sentence)
                self.assertTrue(found)
                self.assertEqual(found[0].phrase, phrase or found[0].phrase)
                start = found[0].start
                self.assertEqual(
                    sentence[start : start + len(found[0].phrase)], found[0].phrase
                )

    def test_everyday_sentences_are_not(self):
        for sentence in NO_HITS:
            with self.subTest(sentence=sentence):
                self.assertEqual(blame_words.find_blame(sentence), [])

    def test_the_alternatives_are_friendly(self):
        for rule in blame_words.rules():
            with self.subTest(alternative=rule["alternative"]):
                self.assertEqual(blame_words.find_blame(rule["alternative"]), [])

    def test_the_day_is_written_as_one_does(self):
        day = date(2026, 3, 3)
        for sentence, alternative in (
            ("As we told you", "as noted on 3 March"),
            ("Wie wir Ihnen gesagt haben", "wie am 3. März festgehalten"),
            ("Comme nous vous avons dit", "comme noté le 3 mars"),
            ("Como les dijimos", "como se anotó el 3 de marzo"),
        ):
            [found] = blame_words.find_blame(sentence, day)
            self.assertEqual(found.alternative, alternative)
            [found] = blame_words.find_blame(sentence)
            self.assertIn("…", found.alternative)

    def test_several_come_in_their_order(self):
        found = blame_words.find_blame(
            "It is your fault. As we told you. C'est sa faute"
        )
        self.assertEqual(
            [(blame.phrase, blame.language) for blame in found],
            [("your fault", "en"), ("As we told you", "en"), ("sa faute", "fr")],
        )

    def test_the_list_keeps_to_what_both_languages_read(self):
        for rule in blame_words.rules():
            self.assertFalse(
                re.search(r"\\(?!s\+)|\(\?(?!:)|[{}^$.]", rule["pattern"]),
                rule["pattern"],
            )

    def test_a_long_text_takes_no_time(self):
        # Nested repetitions would hang here, and the browser of whoever writes it.
        text = "as we have had already " * 2000 + "nuestra su propia la por " * 2000
        self.assertEqual(blame_words.find_blame(text), [])


@tagged("post_install", "-at_install")
class TestBlameWordsOnScreen(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "words_pm", groups="base.group_user,project.group_project_user"
        )

    def _create_advice(self):
        customer = self.env["res.partner"].create(
            {"name": "Nordwind", "is_company": True, "email": "nordwind@example.com"}
        )
        return self.env["scope.advice"].create(
            {
                "name": "Specialist",
                "partner_id": customer.id,
                "date_told": "2026-03-03",
                "user_id": self.user.id,
            }
        )

    def test_a_hint_below_what_the_client_reads(self):
        Advice = type(self.env["scope.advice"])
        get_words, asked = Advice.scope_blame_words, []

        def count(advice):
            asked.append(advice)
            return get_words(advice)

        count._api_model = True
        self.patch(Advice, "scope_blame_words", count)
        advice = self._create_advice()
        self.start_tour(
            f"/odoo/advice/{advice.id}", "scope_guard_word_hint", login="words_pm"
        )
        self.assertEqual(advice.risk, "It would be your fault, and your mistake.")
        self.assertEqual(len(asked), 1, "No call for each key")

    def test_a_hint_below_a_mail(self):
        advice = self._create_advice()
        self.start_tour(
            f"/odoo/advice/{advice.id}", "scope_guard_word_hint_mail", login="words_pm"
        )

    def test_the_browser_finds_the_same(self):
        sentences = [sentence for sentence, _phrase in HITS] + NO_HITS
        expected = [
            [
                [found.phrase, found.start, found.alternative]
                for found in blame_words.find_blame(sentence, date(2026, 3, 3))
            ]
            for sentence in sentences
        ]
        rules = self.env["scope.advice"].scope_blame_words()
        data = json.dumps([rules, sentences, expected])
        self.browser_js(
            "/odoo",
            f"const [list, sentences, expected] = {data};"
            """
            const words = odoo.loader.modules.get("@scope_guard/word_hint/words");
            const rules = words.compileRules(list);
            const day = luxon.DateTime.local(2026, 3, 3);
            const found = sentences.map((sentence) =>
                words.findBlame(sentence, rules, day)
                    .map((one) => [one.phrase, one.start, one.alternative]));
            const wrong = found.findIndex((one, index) =>
                JSON.stringify(one) !== JSON.stringify(expected[index]));
            if (wrong >= 0) {
                console.error("not the same: " + JSON.stringify(found[wrong])
                    + " and " + JSON.stringify(expected[wrong]));
            } else {
                console.log("test successful");
            }
            """,
            ready="odoo.isReady === true",
            login="words_pm",
        )
