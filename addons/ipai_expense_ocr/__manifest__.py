# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Workbench Receipts",
    "summary": "Scan receipts: each picture or PDF becomes a filled, checked expense",
    "version": "18.0.1.0.0",
    "development_status": "Beta",
    "category": "Human Resources/Expenses",
    "website": "https://github.com/smart-delta/finance-workbench",
    "author": "Smart Delta, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["ipai_agent", "hr_expense"],
    "data": [
        "security/ipai_expense_ocr_security.xml",
        "security/ir.model.access.csv",
        "data/ipai_agent_data.xml",
        "data/ir_cron_data.xml",
        "views/hr_expense_views.xml",
        "views/ipai_expense_grade_views.xml",
        "views/hr_expense_review_views.xml",
        "views/hr_expense_dashboard_views.xml",
        "views/res_config_settings_views.xml",
        "views/hr_expense_queue_views.xml",
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "ipai_expense_ocr/static/src/scan/**/*",
            "ipai_expense_ocr/static/src/receipt/**/*",
            "ipai_expense_ocr/static/src/review/**/*",
            "ipai_expense_ocr/static/src/dashboard/**/*",
        ],
        "web.assets_tests": ["ipai_expense_ocr/static/tests/tours/**/*"],
        "web.assets_unit_tests": ["ipai_expense_ocr/static/tests/**/*.test.js"],
    },
}
