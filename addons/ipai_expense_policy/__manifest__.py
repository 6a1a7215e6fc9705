# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Workbench Expense Policies",
    "summary": "Policies on expenses, routes of approval and the approver's screen",
    "version": "18.0.1.0.0",
    "development_status": "Beta",
    "category": "Human Resources/Expenses",
    "website": "https://github.com/smart-delta/finance-workbench",
    "author": "Smart Delta, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["ipai_expense_ocr"],
    "external_dependencies": {"python": ["holidays"]},
    "data": [
        "security/ipai_expense_policy_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "wizards/ipai_expense_explain_views.xml",
        "wizards/ipai_expense_decision_views.xml",
        "views/ipai_expense_policy_views.xml",
        "views/ipai_expense_breach_views.xml",
        "views/ipai_expense_route_views.xml",
        "views/ipai_expense_delegation_views.xml",
        "views/ipai_expense_approval_views.xml",
        "views/hr_expense_views.xml",
        "views/hr_expense_sheet_views.xml",
        "views/res_config_settings_views.xml",
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "ipai_expense_policy/static/src/approval/**/*",
        ],
        "web.assets_tests": ["ipai_expense_policy/static/tests/tours/**/*"],
    },
    "oca_data_manual": ["data/policies_ph.csv"],
    "post_init_hook": "post_init_hook",
}
