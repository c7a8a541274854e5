import doctest

from odoo.tests import tagged

from ..tools import text_index
from .common import ScopeVerdictCommon


@tagged("post_install", "-at_install")
class TestSuggestion(ScopeVerdictCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._renegotiate()
        cls.map = cls._create_item(
            "Map of dealers", clause="Visitors find the nearest dealer by postcode."
        )
        cls.newsletter = cls._create_item("Newsletter", source_section="4.2 Marketing")

    def test_the_plain_part(self):
        result = doctest.testmod(text_index)
        self.assertGreater(result.attempted, 5)
        self.assertFalse(result.failed)

    def _suggest(self, name, limit=3, **values):
        task = self._create_task(name=name, **values)
        return task.with_user(self.consultant)._scope_suggestions(limit=limit)

    def test_by_name_clause_and_source(self):
        self.assertEqual(self._suggest("Orders are sent twice")[:1], self.orders)
        self.assertEqual(self._suggest("Wrong postcode found")[:1], self.map)
        self.assertEqual(self._suggest("Marketing wants colours")[:1], self.newsletter)
        self.assertEqual(
            self._suggest("See below", description="<p>the <b>dealer</b></p>"), self.map
        )

    def test_exclusions_are_suggested_removed_items_are_not(self):
        self.assertEqual(self._suggest("A mobile app, please")[:1], self.exclusion)
        self.assertFalse(self._suggest("Fax"))

    def test_as_many_as_asked_for_best_first(self):
        self.assertEqual(len(self._suggest("orders catalogue dealer", limit=2)), 2)
        both = self._suggest("newsletter newsletter about the map of dealers")
        self.assertEqual(both[:2], self.map | self.newsletter)

    def test_nothing_is_suggested_where_nothing_is_shared(self):
        self.assertFalse(self._suggest("Zzyzx"))
        self.assertFalse(self._suggest(""" "'<>&% """))
        self.assertFalse(self._suggest("Catalogue", project_id=False))
        project = self.env["project.project"].create({"name": "No scope"})
        self.assertFalse(self._suggest("Catalogue", project_id=project.id))

    def test_items_of_the_own_project_only(self):
        other = self._create_guarded_project()
        self.assertEqual(
            self._suggest("Catalogue", project_id=other.id).project_id, other
        )
        self.assertEqual(self._suggest("Catalogue").project_id, self.project)

    def test_it_learns_from_what_was_placed(self):
        self.assertFalse(self._suggest("Zyx gateway"))
        self._create_task(name="Zyx gateway settings", scope_item_id=self.map.id)
        self.assertEqual(self._suggest("Zyx is slow"), self.map)

    def test_it_follows_a_renamed_and_a_new_item(self):
        self.assertFalse(self._suggest("Quotations"))
        self.newsletter.name = "Quotations"
        self.assertEqual(self._suggest("Quotations"), self.newsletter)
        item = self._create_item("Warehouse")
        self.assertEqual(self._suggest("Warehouse"), item)
        item.unlink()
        self.assertFalse(self._suggest("Warehouse"))

    def test_the_words_that_decided(self):
        task = self._create_task(name="Dealers cannot find the map")
        self.assertEqual(
            sorted(task._scope_suggestion_words(self.map)), ["dealers", "find", "map"]
        )
        self.assertEqual(task._scope_suggestion_words(self.newsletter), [])

    def test_it_is_never_applied_by_itself(self):
        task = self._create_task(name="Catalogue")
        self.assertEqual(task.scope_suggestion_ids, self.catalogue)
        self.assertFalse(task.scope_item_id)
        task.name = "Newsletter"
        self.assertEqual(task.scope_suggestion_ids, self.newsletter)
        task.scope_item_id = self.map
        self.assertFalse(task.scope_suggestion_ids)

    def test_the_words_of_a_project_are_read_once_for_a_list(self):
        tasks = self.Task.create(
            [
                {"name": f"Catalogue {number}", "project_id": self.project.id}
                for number in range(20)
            ]
        )
        built = []
        original = type(self.Task)._scope_build_index

        def build(records, tor):
            built.append(tor)
            return original(records, tor)

        self.patch(self.env.registry["project.task"], "_scope_build_index", build)
        found = tasks._scope_suggestions_by_task()
        self.assertEqual(len(built), 1)
        self.assertEqual(set(found.values()), {self.catalogue})
        self.assertEqual(tasks.scope_flag_ids.suggestion_ids, self.catalogue)
        self.assertEqual(len(built), 1)
