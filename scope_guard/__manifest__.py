{
    "name": "Scope Guard",
    "version": "19.0.1.0.0",
    "summary": "What was agreed, what the client expects, what we advised: on every project",
    "category": "Services/Project",
    "author": "Scope Guard",
    "license": "LGPL-3",
    "depends": ["project", "base_automation", "privacy_lookup"],
    "external_dependencies": {"python": ["xlsxwriter", "babel"]},
    "data": [
        # Security
        "security/scope_guard_security.xml",
        "security/ir.model.access.csv",
        # Data
        "data/mail_activity_type_data.xml",
        "data/ir_cron_data.xml",
        "data/scope_advice_template_data.xml",
        "data/base_automation_data.xml",
        # Wizards
        "wizard/scope_advice_export_views.xml",
        "wizard/scope_goodwill_give_views.xml",
        "wizard/scope_item_copy_views.xml",
        "wizard/scope_item_paste_views.xml",
        "wizard/scope_tor_agree_views.xml",
        # Views
        "views/scope_item_views.xml",
        "views/scope_tor_version_views.xml",
        "views/scope_flag_views.xml",
        "views/scope_goodwill_views.xml",
        "views/scope_advice_template_views.xml",
        "views/scope_advice_views.xml",
        "views/scope_expectation_answer_views.xml",
        "views/scope_expectation_check_views.xml",
        "views/scope_tor_views.xml",
        "views/project_task_views.xml",
        "views/project_project_views.xml",
        "views/res_partner_views.xml",
        "views/res_config_settings_views.xml",
        "views/scope_guard_menus.xml",
    ],
    "demo": ["demo/scope_guard_demo.xml"],
    "assets": {
        "web.assets_backend": [
            "scope_guard/static/src/**/*",
        ],
        "web.assets_tests": ["scope_guard/static/tests/tours/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
}
