# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class IrModelFields(models.Model):
    """A field of a model; custom ones come and go while Odoo runs."""

    _inherit = "ir.model.fields"

    @api.model_create_multi
    def create(self, vals_list):
        found = super().create(vals_list)
        self._ipai_fields_changed()
        return found

    def write(self, vals):
        res = super().write(vals)
        self._ipai_fields_changed()
        return res

    def unlink(self):
        res = super().unlink()
        self._ipai_fields_changed()
        return res

    def _ipai_fields_changed(self):
        # While modules are loaded or removed the register hook comes in the end.
        if self.pool.ready and "_force_unlink" not in self.env.context:
            self.env["ipai.sync.capture"].sudo()._refresh()
            self.env["ipai.sync.table"].sudo()._note_drift()
