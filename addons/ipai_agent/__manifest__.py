# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Workbench Agents",
    "summary": "Agents that work on records: runs, steps, questions to people, costs",
    "version": "18.0.1.0.0",
    "development_status": "Beta",
    "category": "Accounting",
    "website": "https://github.com/smart-delta/finance-workbench",
    "author": "Smart Delta, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["ipai_base"],
    "data": [
        "security/ipai_agent_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/ipai_agent_run_views.xml",
        "views/ipai_agent_views.xml",
        "views/ipai_agent_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["ipai_agent/static/src/timeline/**/*"],
    },
}
