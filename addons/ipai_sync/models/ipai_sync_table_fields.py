# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.sensitive import REFUSED_MODELS


class IpaiSyncTableFields(models.Model):
    """What of a model that is not in the list yet could leave."""

    _inherit = "ipai.sync.table"

    @api.model
    def fields_of(self, model):
        """Tell which stored fields a model has, and why one may not be synchronised.

        :return: {model, label, fields: [{name, type, label, relation, refusal}]};
            refusal is None, "sensitive", "unmasked" or "type"
        :raises UserError: for a model that is not here, or never leaves
        """
        self._check_service()
        asked = self.env.get(model)
        if asked is None or asked._abstract or asked._transient:
            raise UserError(
                self.env._(
                    "This Odoo has no model %s with records: install its addon first.",
                    model,
                )
            )
        if model in REFUSED_MODELS:
            raise UserError(
                self.env._(
                    "%s holds secrets or private data and is never synchronised.", model
                )
            )
        table = self.new({"model": model})
        return {
            "model": model,
            "label": asked._description,
            "fields": [
                {
                    "name": name,
                    "type": "json" if field.company_dependent else field.type,
                    "label": field.string,
                    "relation": field.comodel_name or None,
                    "refusal": table._refusal(name, field),
                }
                for name, field in sorted(asked._fields.items())
                if field.store and (field.column_type or field.type == "many2many")
            ],
        }
