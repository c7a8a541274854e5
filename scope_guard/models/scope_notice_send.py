import logging

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class ScopeNotice(models.Model):
    """Sending what waits: one mail for each person and project."""

    _inherit = "scope.notice"

    # ------------------------------------------------------------------ the job
    @api.model
    def _cron_send(self):
        """Send what is due now."""
        groups = self._due()
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(groups))
        for group in groups:
            group._send_safely()
            if not commit(1):
                break

    @api.model
    def _due(self):
        """What waits for each person and project that may get a mail now."""
        now = fields.Datetime.now()
        waiting = self.search([("state", "=", "waiting")])
        plan = waiting._plan()
        return [
            group
            for group in waiting._bundle_groups().values()
            if any(plan[id_][0] and plan[id_][0] <= now for id_ in group.ids)
        ]

    def _send_safely(self):
        """Send what is due of one person and project; trouble is logged."""
        try:
            with self.env.cr.savepoint():
                return self._send_due()
        except SerializationFailure:
            # Somebody else is at it, or has just sent it.
            self.env.invalidate_all()
        except Exception:
            # One person's trouble keeps nobody else waiting.
            _logger.exception("No mail for %s", self)
            self.env.invalidate_all()
        return self.env["scope.bundle"]

    # ------------------------------------------------------------------ one mail
    def _send_due(self):
        """Send those of one person and project that are due by now."""
        if not self._claim():
            return self.env["scope.bundle"]
        # What was planned may have been sent since: it is asked again, under the lock.
        now = fields.Datetime.now()
        plan = self._plan()
        return self.filtered(
            lambda notice: plan[notice.id][0] and plan[notice.id][0] <= now
        )._send_one()

    def _send_now(self):
        """Send these of one person and project, with what else is due, as asked for."""
        key = self[:1]._bundle_key()
        group = self | self.search(
            [("state", "=", "waiting"), ("partner_id", "=", self[:1].partner_id.id)]
        ).filtered(lambda notice: notice._bundle_key() == key)
        if not group._claim():
            return self.env["scope.bundle"]
        now = fields.Datetime.now()
        return group.filtered(
            lambda notice: (
                notice in self
                or not notice.date_not_before
                or notice.date_not_before <= now
            )
        )._send_one()

    def _claim(self):
        """Keep others from sending these; False if somebody is at any of them.

        All that waits for one person and project is claimed, or nothing: two jobs at
        once never send two mails.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                SELECT id FROM scope_notice
                 WHERE id = ANY(%s) AND state = 'waiting'
                   FOR UPDATE SKIP LOCKED
                """,
                self.ids,
            ),
            # Somebody was faster: that is foreseen, and no error to log.
            log_exceptions=False,
        )
        claimed = {id_ for (id_,) in self.env.cr.fetchall()}
        self.invalidate_recordset()
        return claimed == set(self.ids)

    def _send_one(self):
        """Send these in one mail, less what is no longer wanted.

        :return: the ``scope.bundle``; empty if nothing was left to send
        """
        documents = self._documents()
        ready, seen = self.browse(), set()
        for notice in self:
            document = documents.get(notice.id)
            if not document or not notice.partner_id:
                notice._close("gone")
                continue
            if (document, notice.kind) in seen:
                # It waited for two people who were merged, or was asked for twice.
                notice._close("lapsed")
                continue
            seen.add((document, notice.kind))
            try:
                with self.env.cr.savepoint():
                    if notice._is_ready(document):
                        ready |= notice
            except Exception:
                # One document's trouble keeps the others from nobody.
                _logger.exception("No mail about %s", document)
        if not ready:
            return self.env["scope.bundle"]
        bundle = self.env["scope.bundle"]._make(ready)
        links = bundle._send(documents)
        ready.write({"state": "sent", "date_closed": fields.Datetime.now()})
        for notice in ready:
            link = links[notice.id]
            notice.link_id = link
            document = documents[notice.id]
            try:
                with self.env.cr.savepoint():
                    document._notice_sent(notice.kind, notice.partner_id, link)
            except Exception:
                _logger.exception("The mail about %s is not noted there", document)
        return bundle

    def _is_ready(self, document):
        """Whether it is to go out; what is not is closed, with what follows."""
        self.ensure_one()
        person = self.partner_id
        if not document._notice_is_current(self.kind, person):
            self._close("lapsed")
            return False
        if not self._has_address(document, person):
            self._call_instead(document, "no_address")
            return False
        return True
