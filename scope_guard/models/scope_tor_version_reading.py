import pytz

from odoo import api, fields, models
from odoo.tools import format_date, format_time

from ..tools.version_reader import VersionReader


class ScopeTorVersion(models.Model):
    """How a version reads, on screen, on paper and on the client's page."""

    _inherit = "scope.tor.version"

    hash_short = fields.Char(
        "Record no.",
        compute="_compute_hash_short",
        help="The first characters of the fingerprint (SHA-256) of the agreed text.",
    )
    reading = fields.Html(
        "As it was agreed",
        compute="_compute_reading",
        sanitize=False,
        help="Made from the frozen text alone, whatever became of the items since.",
    )

    @api.depends("content_hash")
    def _compute_hash_short(self):
        for version in self:
            version.hash_short = self._short_hash(version.content_hash)

    @api.depends_context("lang")
    @api.depends("content")
    def _compute_reading(self):
        reader = VersionReader(self.env)
        for version in self:
            version.reading = self._render_reading(
                reader.read_content(version._get_content())
            )

    @api.model
    def _short_hash(self, content_hash):
        """The fingerprint as people compare it: ``3f9a-c2d1``."""
        return content_hash and f"{content_hash[:4]}-{content_hash[4:8]}"

    @api.model
    def _render_reading(self, reading):
        return self.env["ir.qweb"]._render(
            "scope_guard.scope_tor_version_reading", {"reading": reading}
        )

    def _reading_lang(self):
        """Language of what the client reads: the customer's, else the company's."""
        self.ensure_one()
        # sudo: language and name of the customer; the version itself was readable.
        return self.sudo().tor_id._reading_lang()

    def _prepare_document(self):
        """What the printed version shows, in the language of ``self``.

        :return: dict of ``reading`` (see :class:`VersionReader`) and ``sign``: who agreed,
            when, how, who recorded it, and the fingerprint
        """
        self.ensure_one()
        reader = VersionReader(self.env, "client")
        content = self._get_content()
        return {
            "name": self._document_name(),
            "company": self.company_id.sudo(),
            "reading": reader.read_content(content),
            "sign": self._prepare_sign(content),
        }

    def _document_name(self):
        return self.env._(
            "%(project)s, version %(number)s",
            project=self._get_content().get("project_name")
            or self.sudo().tor_id.display_name,
            number=self.number,
        )

    def _version_title(self):
        """A version in one line: which, when, by whom."""
        self.ensure_one()
        return self.env._(
            "%(version)s, agreed on %(date)s by %(person)s",
            version=self.display_name,
            date=format_date(self.env, self.date_agreed, date_format="long"),
            person=self.signed_by,
        )

    def _prepare_sign(self, content):
        """Who agreed, when and how, in sentences.

        :return: dict of ``version``, ``agreed``, ``how``, ``recorded`` (who recorded it on
            the client's behalf, else nothing), ``short`` and ``hash``, ``is_intact``
        """
        self.ensure_one()
        channels = dict(self._fields["channel"]._description_selection(self.env))
        return {
            "version": self.env._("Version %s", self.number),
            "agreed": self.env._(
                "Agreed on %(date)s by %(person)s",
                date=format_date(self.env, self.date_agreed, date_format="long"),
                person=self.signed_by,
            ),
            "how": channels[self.channel],
            "recorded": self._recorded_sentence(content),
            "short": self.hash_short,
            "hash": self.content_hash,
            "is_intact": self.is_intact,
        }

    def _recorded_sentence(self, content):
        moment = self._recorded_moment()
        if not self.on_behalf_user_ref:
            return self.env._("Recorded on %(moment)s", moment=moment)
        return self.env._(
            "Recorded on behalf of %(customer)s by %(user)s on %(moment)s",
            customer=content.get("customer_name") or self.env._("the client"),
            # sudo: the name of a colleague.
            user=self.on_behalf_user_id.sudo().name
            or self.env._("somebody who has left since"),
            moment=moment,
        )

    def _recorded_moment(self):
        """When it was recorded, where the company is, with the time zone."""
        timezone = pytz.timezone(self.company_id.sudo()._scope_timezone())
        moment = pytz.utc.localize(self.date_signed).astimezone(timezone)
        offset = moment.strftime("%z")
        return self.env._(
            "%(date)s, %(time)s (UTC%(offset)s)",
            date=format_date(self.env, moment.date(), date_format="long"),
            time=format_time(
                self.env, moment.time().replace(microsecond=0), time_format="short"
            ),
            offset=f"{offset[:3]}:{offset[3:]}",
        )
