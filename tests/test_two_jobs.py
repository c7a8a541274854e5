"""Two jobs at once never send two mails to one person."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from devkit import odoo

PEOPLE = 12
#: A Monday morning, in the time zone of everybody here.
MONDAY = "2026-03-02 09:00:00"


@pytest.fixture(scope="module")
def database(new_database, installed_database):
    """A database where each test adds what waits, and leaves nothing that does."""
    return new_database(installed_database)


@pytest.fixture
def waiting(database):
    """An environment of a database in which two things wait for each of some people; ids of the notices."""
    from freezegun import freeze_time

    with freeze_time(MONDAY), odoo.environment(database) as env:
        company = env.company
        customer = env["res.partner"].create({"name": "Kranz", "is_company": True})
        people = env["res.partner"].create(
            [
                {
                    "name": f"Person {number}",
                    "email": f"person{number}@kranz.example",
                    "parent_id": customer.id,
                    "tz": "UTC",
                }
                for number in range(PEOPLE)
            ]
        )
        project = env["project.project"].create(
            {"name": "Shop", "partner_id": customer.id}
        )
        # Any document will do.
        documents = env["scope.bundle"].create(
            [
                {
                    "project_id": project.id,
                    "partner_id": customer.id,
                    "company_id": company.id,
                    "date_sent": "2025-01-01",
                }
            ]
            * 2
        )
        notices = env["scope.notice"]
        for person in people:
            for document in documents:
                notices |= document._notify_later(person, "note")
        env.cr.commit()
        yield env, notices.ids
        env.cr.rollback()
        env["scope.notice"].search([("state", "=", "waiting")])._close("settled")


def job(registry):
    """What the scheduled job does, in a transaction of its own."""
    from odoo import SUPERUSER_ID, api

    with registry.cursor() as cr:
        api.Environment(cr, SUPERUSER_ID, {})["scope.notice"]._cron_send()


def assert_one_mail_each(env, ids):
    env.cr.rollback()
    env.invalidate_all()
    notices = env["scope.notice"].browse(ids)
    assert set(notices.mapped("state")) == {"sent"}
    assert len(notices.bundle_id) == PEOPLE
    assert [len(bundle.notice_ids) for bundle in notices.bundle_id] == [2] * PEOPLE
    mails = env["mail.mail"].search([("recipient_ids", "in", notices.partner_id.ids)])
    assert len(mails) == PEOPLE


def test_jobs_side_by_side(waiting):
    env, ids = waiting
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(job, [env.registry] * 4))
    # Who came too late left it to the others; nothing was left over.
    job(env.registry)
    assert_one_mail_each(env, ids)


def test_one_waits_for_nobody_and_sends_nothing_twice(waiting):
    from odoo import SUPERUSER_ID, api

    env, ids = waiting
    with env.registry.cursor() as first, env.registry.cursor() as second:
        early = api.Environment(first, SUPERUSER_ID, {})["scope.notice"]
        late = api.Environment(second, SUPERUSER_ID, {})["scope.notice"]
        late_groups = late._due()
        assert len(late_groups) == PEOPLE
        group = early._due()[0]
        assert group._send_safely()
        # While it is being sent: passed over.
        assert not late_groups[0]._send_safely()
        first.commit()
        # Sent since the other began: the database says so, and nobody is told.
        assert not late_groups[0]._send_safely()
        # The others are still sent.
        assert late_groups[1]._send_safely()
        second.commit()
    job(env.registry)
    assert_one_mail_each(env, ids)


def test_more_that_waits_does_not_get_a_mail_of_its_own(waiting):
    """Something new waits for a person while a job sends the rest."""
    from odoo import SUPERUSER_ID, api

    env, ids = waiting
    with env.registry.cursor() as first, env.registry.cursor() as second:
        early = api.Environment(first, SUPERUSER_ID, {})["scope.notice"]
        assert early._due()[0]._send_safely()
        old = env["scope.notice"].browse(ids[0])
        old._documents()[old.id]._notify_later(old.partner_id, "new")
        env.cr.commit()
        late = api.Environment(second, SUPERUSER_ID, {})["scope.notice"]
        group = late._due()[0]
        assert len(group) == 3
        assert not group._send_safely()
        first.commit()
        assert not group._send_safely()
        second.rollback()
    job(env.registry)
    assert_one_mail_each(env, ids)
    new = env["scope.notice"].search([("kind", "=", "new")])
    assert new.state == "waiting"
