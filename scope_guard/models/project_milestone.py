from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProjectMilestone(models.Model):
    _inherit = "project.milestone"

    # Not copied: in the copy of a project it is the copied item.
    scope_item_id = fields.Many2one(
        "scope.item",
        "Scope item",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="project.group_project_user",
        domain="[('project_id', '=', project_id), ('active', '=', True)]",
        help="Tasks that come to this milestone without an item are placed on this one.",
    )

    @api.constrains("scope_item_id", "project_id")
    def _check_scope_item_id(self):
        for milestone in self:
            item = milestone.scope_item_id
            if item and item.project_id != milestone.project_id:
                raise ValidationError(
                    self.env._(
                        "%(item)s is not an item of %(project)s. Choose one of the "
                        "milestone's own project.",
                        item=item.display_name,
                        project=milestone.project_id.display_name,
                    )
                )

    @api.model
    def _scope_copy_items(self, milestones, items):
        """Let copied milestones name the copied items.

        :param dict milestones: ids of the copies by ids of the originals
        :param dict items: ids of the copied items by ids of the originals
        """
        # sudo: whoever may copy the project copies all of it.
        for milestone in self.sudo().browse(milestones):
            item_id = items.get(milestone.scope_item_id.id)
            if item_id:
                self.sudo().browse(milestones[milestone.id]).scope_item_id = item_id
