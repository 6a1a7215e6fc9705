# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class IpaiBirReturnContent(models.AbstractModel):
    """What belongs to one return (`return_id`) and is locked together with it.

    The lock is in the code and holds for every user and every program: a reviewed or
    filed return keeps its boxes, rows, lists and checks as they are.
    """

    _name = "ipai.bir.return.content"
    _description = "Content of a BIR return"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.return_id._refuse_locked()
        return records

    def write(self, vals):
        self.return_id._refuse_locked()
        result = super().write(vals)
        if "return_id" in vals:
            self.return_id._refuse_locked()
        return result

    def unlink(self):
        if not self._is_uninstalling():
            self.return_id._refuse_locked()
        return super().unlink()

    @api.model
    def _is_uninstalling(self):
        """A user may send the flag in the context, but is never the superuser."""
        return self.env.su and self.env.context.get(MODULE_UNINSTALL_FLAG)
