from odoo import api, fields, models

from .project_project import READERS


class ProjectProject(models.Model):
    """A project that is created with the document of its TOR."""

    _inherit = "project.project"

    # Id of the scope.item.paste that waits for the project; a field of the creation
    # dialog alone. No many2one: those to a record that is soon gone are not allowed.
    scope_reading = fields.Integer(
        "Terms of Reference",
        store=False,
        groups=READERS,
        export_string_translation=False,
    )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        # Odoo's sales app asks for the customer of a billable project, too: once is
        # enough.
        for group in arch.xpath("//group[@name='scope_customer']"):
            if arch.xpath("//field[@name='allow_billable']"):
                group.set("invisible", "allow_billable")
        return arch, view

    @api.model_create_multi
    def create(self, vals_list):
        readings = [vals.pop("scope_reading", 0) for vals in vals_list]
        projects = super().create(vals_list)
        for project, reading_id in zip(projects, readings, strict=True):
            reading = self.env["scope.item.paste"].browse(reading_id or ()).exists()
            if reading:
                # Only who had the document read may give it to a project.
                reading.check_access("write")
                reading.project_id = project
        return projects

    def action_view_tasks(self):
        """Open the tasks; from the creation dialog first what the document says."""
        if self.env.context.get("scope_preview_document"):
            reading = self.env["scope.item.paste"].search(
                [("project_id", "=", self.id), ("create_uid", "=", self.env.uid)],
                order="id desc",
                limit=1,
            )
            if reading:
                action = reading.action_open_preview()
                # The list of projects is behind the dialog: what was made is shown.
                action["context"]["scope_show_tor"] = True
                return action
        return super().action_view_tasks()
