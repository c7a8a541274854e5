from odoo.tools import SQL


def uninstall_hook(env):
    """Remove what dropping the tables leaves behind: the trigger's function."""
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS scope_guard_append_only() CASCADE"))
