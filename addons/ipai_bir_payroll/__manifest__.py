# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "BIR Payroll Returns",
    "summary": "Withholding on compensation: 1601-C, 1604-C and 2316 from payroll",
    "version": "18.0.1.0.0",
    "development_status": "Beta",
    "category": "Accounting/Localizations",
    "website": "https://github.com/smart-delta/finance-workbench",
    "author": "Smart Delta, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["ipai_bir", "hr"],
    "external_dependencies": {"python": ["openpyxl", "reportlab"]},
    "data": [
        "security/ipai_bir_payroll_security.xml",
        "security/ir.model.access.csv",
        "views/ipai_bir_compensation_views.xml",
        "views/ipai_bir_compensation_year_views.xml",
        "views/ipai_bir_minimum_wage_views.xml",
        "views/hr_employee_views.xml",
        "views/res_company_views.xml",
        "views/ipai_bir_return_views.xml",
        "views/ipai_bir_payroll_menus.xml",
        "views/ipai_bir_payroll_rule_views.xml",
        "wizards/ipai_bir_compensation_import_views.xml",
        "data/mail_template_data.xml",
        "data/1601c/2018-01/form.xml",
        "data/1604c/2018-01/form.xml",
    ],
    "assets": {
        "web.assets_tests": ["ipai_bir_payroll/static/tests/tours/**/*"],
    },
}
