"""What stands in a database, by name: to compare it before and after."""

import contextlib

import psycopg2

QUERIES = {
    "tables": "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm')",
    "sequences of the database": """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
    """,
    "indexes": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "columns": """
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
          FROM information_schema.columns WHERE table_schema = 'public'
    """,
    "constraints": "SELECT conrelid::regclass || ' ' || conname FROM pg_constraint WHERE conrelid != 0",
    "functions": "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "triggers": "SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal",
    "types": """
        SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('d', 'e')
    """,
    "models": "SELECT model FROM ir_model",
    "fields": "SELECT model || '.' || name FROM ir_model_fields",
    # Odoo itself keeps those of known modules, and, of every model that it removes, those
    # that came with a mixin such as mail's
    "external ids": """
        SELECT module || '.' || name FROM ir_model_data
         WHERE NOT (module = 'base' AND name LIKE 'module\\_%')
           AND (
               module LIKE 'scope\\_guard%'
               OR model NOT IN ('ir.model.fields.selection', 'ir.model.inherit')
           )
    """,
    "scheduled actions": "SELECT cron_name FROM ir_cron",
    "server actions": "SELECT name->>'en_US' FROM ir_act_server",
    "window actions": "SELECT name->>'en_US' FROM ir_act_window",
    "embedded actions": "SELECT parent_res_model || ' ' || (name->>'en_US') FROM ir_embedded_actions",
    "automation rules": "SELECT name->>'en_US' FROM base_automation",
    "activity types": "SELECT name->>'en_US' FROM mail_activity_type",
    "mail templates": "SELECT name->>'en_US' FROM mail_template",
    "mail subtypes": "SELECT name->>'en_US' FROM mail_message_subtype",
    "number sequences": "SELECT name FROM ir_sequence",
    "saved filters": "SELECT name FROM ir_filters",
    "defaults": "SELECT field_id || json_value FROM ir_default",
    "views": "SELECT COALESCE(key, name) FROM ir_ui_view",
    "menus": "SELECT name->>'en_US' FROM ir_ui_menu",
    "groups": "SELECT name->>'en_US' FROM res_groups",
    "access rights": "SELECT name FROM ir_model_access",
    "record rules": "SELECT COALESCE(name, domain_force) FROM ir_rule",
    "attachments": "SELECT name FROM ir_attachment WHERE url IS NULL OR url NOT LIKE '/web/assets/%'",
    # What a running server writes there by itself is no left-over
    "parameters": "SELECT key FROM ir_config_parameter WHERE key NOT LIKE 'base.%'",
}


def take(name):
    """What stands in a database: for each kind, the sorted names."""
    with (
        contextlib.closing(psycopg2.connect(dbname=name)) as connection,
        connection.cursor() as cursor,
    ):
        found = {}
        for kind, query in QUERIES.items():
            cursor.execute(query)
            found[kind] = sorted(str(value) for (value,) in cursor.fetchall())
        return found


def added(before, after):
    """What stands in the second of two snapshots and not in the first, as often as it does."""
    extra = {}
    for kind, names in after.items():
        left = list(before[kind])
        for name in names:
            if name in left:
                left.remove(name)
            else:
                extra.setdefault(kind, []).append(name)
    return extra
