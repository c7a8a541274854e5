"""What every part of the telling needs: who acts, and on which day."""

from datetime import datetime, time, timedelta

from odoo import fields
from odoo.tools import SQL

#: Nobody gets a mail, and the chatter holds only what the story says.
QUIET = {
    "mail_activity_quick_update": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_create_nosubscribe": True,
    "mail_notify_noemail": True,
    "no_reset_password": True,
    "tracking_disable": True,
}


class Teller:
    """The database, the people and projects made so far, and the days."""

    def __init__(self, env):
        self.env = env(su=True, context={**env.context, **QUIET, "lang": "en_US"})
        self.today = fields.Date.context_today(self.env["res.users"])
        self.users = {}
        self.partners = {}
        self.projects = {}
        self.items = {}

    def _as(self, key, model):
        """A model as one of our people uses it, without any extra right."""
        return self.env[model].with_user(self.users[key]).sudo(False)

    def _day(self, offset):
        """A working day so many days from today; None stays None."""
        if offset is None:
            return False
        day = self.today + timedelta(offset)
        if day.weekday() > 4:
            # Weekends are free: what was, was on Friday; what comes, comes on Monday.
            day += timedelta(4 - day.weekday() if offset <= 0 else 7 - day.weekday())
        return day

    def _moment(self, offset, hour, minute=0):
        """A moment of that day, never later than now."""
        moment = datetime.combine(self._day(offset), time(hour)) + timedelta(
            minutes=minute
        )
        return min(moment, fields.Datetime.now())

    def _backdate(self, records, **columns):
        """Set when something was: the one place that writes around the ORM.

        :param records: the records, at least one
        :param columns: new value by column
        """
        self.env.flush_all()
        assignments = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(column), value)
            for column, value in columns.items()
        )
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                assignments,
                records.ids,
            )
        )
        records.invalidate_recordset(flush=False)

    def _last_message(self):
        return self.env["mail.message"].search([], order="id desc", limit=1).id or 0

    def _backdate_messages(self, last, moment):
        """What was noted since message ``last`` was noted at that moment."""
        messages = self.env["mail.message"].search([("id", ">", last)])
        if messages:
            self._backdate(messages, date=moment, create_date=moment)
