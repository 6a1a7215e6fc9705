# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IpaiBuildStart(models.TransientModel):
    """The wish for a build of the warehouse."""

    _name = "ipai.build.start"
    _description = "Start a build"

    selection = fields.Char(
        "Models",
        help="In dbt's selection syntax, for example finance_expenses+ or tag:gold; "
        "empty: all.",
    )
    full_refresh = fields.Boolean(
        help="Build from all versions in bronze instead of what changed. Takes longer; "
        "needed after a column was added to a model."
    )

    def action_start(self):
        """Queue the build."""
        self.ensure_one()
        return self.env["ipai.build"]._begin(
            {"select": self.selection or None, "full_refresh": self.full_refresh},
            self.env._("Build warehouse"),
        )
