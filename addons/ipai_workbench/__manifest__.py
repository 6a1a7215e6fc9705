# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Workbench",
    "summary": "Builds, quality and lineage of the warehouse, seen from Odoo",
    "version": "18.0.1.0.0",
    "development_status": "Beta",
    "category": "Accounting",
    "website": "https://github.com/smart-delta/finance-workbench",
    "author": "Smart Delta, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["ipai_base", "ipai_sync", "mail"],
    "data": [
        "security/ipai_workbench_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "data/ipai_quality_data.xml",
        "wizards/ipai_build_start_views.xml",
        "views/ipai_build_views.xml",
        "views/ipai_workbench_menus.xml",
        "views/ipai_quality_views.xml",
        "views/ipai_quality_rule_views.xml",
        "views/ipai_quality_incident_views.xml",
        "views/res_config_settings_views.xml",
        "views/ipai_quality_menus.xml",
        "views/ipai_lineage_views.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "ipai_workbench/static/src/build_log/**/*",
            "ipai_workbench/static/src/quality/**/*",
            "ipai_workbench/static/src/lineage/**/*",
        ],
        "web.assets_tests": ["ipai_workbench/static/tests/tours/**/*"],
        "web.assets_unit_tests": ["ipai_workbench/static/tests/**/*.test.js"],
    },
}
