# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Workbench Synchronisation",
    "summary": "What may leave Odoo for the warehouse, and every change of it, once",
    "version": "18.0.1.1.0",
    "development_status": "Beta",
    "category": "Accounting",
    "website": "https://github.com/smart-delta/finance-workbench",
    "author": "Smart Delta, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["ipai_base", "account", "hr_expense"],
    "data": [
        "security/ir.model.access.csv",
        "data/ipai_sync_mask_data.xml",
        "data/ipai_sync_table_data.xml",
        "data/ipai_sync_table_shipped.xml",
        "views/ipai_sync_fields_templates.xml",
        "views/ipai_sync_drift_views.xml",
        "views/ipai_sync_reconciliation_views.xml",
        "views/ipai_sync_mask_views.xml",
        "views/ipai_sync_table_views.xml",
        "views/ipai_sync_run_views.xml",
        "views/ipai_sync_menus.xml",
        "data/ir_cron_data.xml",
    ],
    "assets": {
        "web.assets_tests": ["ipai_sync/static/tests/tours/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
}
