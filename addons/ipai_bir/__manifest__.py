# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "BIR Returns",
    "summary": "Philippine BIR returns computed from the books, explained by box",
    "version": "18.0.1.0.0",
    "development_status": "Beta",
    "category": "Accounting/Localizations",
    "website": "https://github.com/smart-delta/finance-workbench",
    "author": "Smart Delta, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["ipai_base", "account", "l10n_ph"],
    "external_dependencies": {"python": ["reportlab"]},
    "data": [
        "security/ipai_bir_security.xml",
        "security/ir.model.access.csv",
        "views/account_tax_views.xml",
        "views/account_move_line_views.xml",
        "views/ipai_bir_edition_views.xml",
        "views/ipai_bir_return_views.xml",
        "views/res_company_views.xml",
        "views/ipai_bir_menus.xml",
        "data/2550q/2024-04/form.xml",
    ],
    "oca_data_manual": ["data/tax_class_hints.csv"],
    "assets": {
        "web.assets_backend": ["ipai_bir/static/src/**/*"],
        "web.assets_unit_tests": ["ipai_bir/static/tests/**/*.test.js"],
        "web.assets_tests": ["ipai_bir/static/tests/tours/**/*"],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
