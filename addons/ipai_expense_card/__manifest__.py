# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Workbench Company Cards",
    "summary": "Card statements imported, matched to receipts and settled",
    "version": "18.0.1.0.0",
    "development_status": "Beta",
    "category": "Human Resources/Expenses",
    "website": "https://github.com/smart-delta/finance-workbench",
    "author": "Smart Delta, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["ipai_expense_ocr"],
    "external_dependencies": {"python": ["openpyxl"]},
    "data": [
        "security/ipai_expense_card_security.xml",
        "security/ir.model.access.csv",
        "data/mail_activity_type_data.xml",
        "views/ipai_expense_card_views.xml",
        "views/ipai_card_line_views.xml",
        "views/ipai_card_statement_views.xml",
        "views/ipai_card_statement_list_views.xml",
        "views/hr_expense_views.xml",
        "wizards/ipai_card_import_views.xml",
        "wizards/ipai_card_settlement_views.xml",
        "wizards/ipai_card_refund_views.xml",
        "views/ipai_expense_card_menus.xml",
    ],
    "assets": {
        "web.assets_tests": ["ipai_expense_card/static/tests/tours/**/*"],
    },
}
