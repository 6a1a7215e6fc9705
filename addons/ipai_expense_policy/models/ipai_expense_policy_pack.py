# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import file_open

MODULE = "ipai_expense_policy"


class IpaiExpensePolicy(models.Model):
    """Packs of policies to start from, a file each: data/policies_<code>.csv."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "ipai.expense.policy"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def action_load_pack(self, ids=None, code="ph"):
        """Add the policies of a pack that the current company does not have."""
        if not self.has_access("create"):
            raise AccessError(
                self.env._("Policies are added by administrators of expenses.")
            )
        self.sudo()._load_pack(code, self.env.company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _load_pack(self, code, company):
        """Create the policies of a pack for a company, once each: what was edited,
        archived or removed since stays as it is.

        :return: the policies created now
        """
        with file_open(f"{MODULE}/data/policies_{code}.csv") as file:
            rows = list(csv.DictReader(file))
        created = self.browse()
        for sequence, row in enumerate(rows, start=1):
            xmlid = f"{MODULE}.{company.id}_{code}_{row['code']}"
            if self.env["ir.model.data"].search_count(self._named(xmlid), limit=1):
                continue
            policy = self.create(self._values_of(row, 10 * sequence, company))
            self.env["ir.model.data"]._update_xmlids(
                [{"xml_id": xmlid, "record": policy, "noupdate": True}]
            )
            created |= policy
        return created

    def _named(self, xmlid):
        module, name = xmlid.split(".", 1)
        return [("module", "=", module), ("name", "=", name)]

    def _values_of(self, row, sequence, company):
        products = self.env["product.product"]
        for xmlid in row["categories"].split():
            product = self.env.ref(xmlid, raise_if_not_found=False)
            products |= product or products
        # A policy on categories that are gone must not become one on everything.
        is_lost = bool(row["categories"] and not products)
        return {
            "name": row["name"],
            "sequence": sequence,
            "kind": row["kind"],
            "severity": row["severity"],
            "company_id": company.id,
            "limit_amount": float(row["amount"] or 0),
            "days": int(row["days"] or 0),
            "words": row["words"],
            "reference": row["reference"],
            "product_ids": [(6, 0, products.ids)],
            "active": not is_lost,
        }
