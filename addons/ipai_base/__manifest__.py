# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Workbench Base",
    "summary": "Menu, groups and the link between Odoo and the workbench sidecar",
    "version": "18.0.1.0.0",
    "development_status": "Beta",
    "category": "Accounting",
    "website": "https://github.com/smart-delta/finance-workbench",
    "author": "Smart Delta, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "application": True,
    "depends": ["base", "mail", "web"],
    "external_dependencies": {"python": ["pyjwt", "requests"]},
    "data": [
        "security/ipai_base_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/ipai_call_views.xml",
        "wizards/ipai_sidecar_check_views.xml",
        "views/res_config_settings_views.xml",
        "views/ipai_base_menus.xml",
    ],
    "assets": {
        "web.assets_tests": ["ipai_base/static/tests/tours/**/*"],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
