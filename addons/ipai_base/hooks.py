# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command


def post_init_hook(env):
    """Create the user the sidecar logs in with, once; administrators own it afterwards.

    Not XML data: the field that holds a user's groups has another name on 19.0.
    """
    if env.ref("ipai_base.user_service", raise_if_not_found=False):
        return
    users = env["res.users"].with_context(no_reset_password=True)
    groups_field = "group_ids" if "group_ids" in users._fields else "groups_id"
    user = users.create(
        {
            "name": "Workbench service",
            "login": "ipai_service",
            "company_id": env.ref("base.main_company").id,
            "company_ids": [Command.set(env["res.company"].search([]).ids)],
            groups_field: [Command.set(env.ref("ipai_base.group_service").ids)],
        }
    )
    env["ir.model.data"]._update_xmlids(
        [{"xml_id": "ipai_base.user_service", "record": user, "noupdate": True}]
    )


def uninstall_hook(env):
    """Leave no secret behind."""
    env["ir.config_parameter"].search([("key", "=like", "ipai\\_base.%")]).unlink()
