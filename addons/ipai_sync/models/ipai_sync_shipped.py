# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from lxml import etree

from odoo import api, models
from odoo.tools import file_open

LIST_FILE = "ipai_sync/data/ipai_sync_table_data.xml"
# What the first release shipped: databases of that time kept no note of it.
FIRST_FILE = "ipai_sync/data/first_list.json"
NOTE = "ipai_sync.shipped"


class IpaiSyncShipped(models.Model):
    """The list as it is shipped, brought to databases that have a list already."""

    _inherit = "ipai.sync.table"

    @api.model
    def _add_shipped(self):
        """Add what an update ships for the first time.

        What was shipped before is left as the administrator wants it: a field taken off
        the list, or a table deleted, does not come back.
        """
        offered = self._offered()
        for model, (xmlid, values) in self._shipped().items():
            names = self._split_lists(values)
            known = offered.get(model)
            offered[model] = sorted({*(known or ()), *sum(names.values(), [])})
            table = self.with_context(active_test=False).search([("model", "=", model)])
            if known is None and not table:
                self._load_records(
                    [{"xml_id": xmlid, "values": values, "noupdate": True}]
                )
            elif known is not None and table:
                table._add_names(names, known)
        self.env["ir.config_parameter"].sudo().set_param(NOTE, json.dumps(offered))

    def _add_names(self, names, known):
        """Append the names of each list that were never offered before."""
        for field, shipped in names.items():
            mine = self._split(self[field])
            new = [name for name in shipped if name not in known and name not in mine]
            if new:
                self[field] = ", ".join(mine + new)

    def _offered(self):
        """:return: {model: names} of everything that was ever shipped to this
        database."""
        note = self.env["ir.config_parameter"].sudo().get_param(NOTE)
        if note:
            return json.loads(note)
        with file_open(FIRST_FILE) as first:
            return json.load(first)

    @api.model
    def _shipped(self):
        """:return: {model: (xml id, values)} of the data file."""
        with file_open(LIST_FILE, "rb") as file:
            records = etree.parse(file).iter("record")
            found = {}
            for record in records:
                values = {
                    field.get("name"): field.text or int(field.get("eval"))
                    for field in record.iter("field")
                }
                found[values["model"]] = (f"ipai_sync.{record.get('id')}", values)
        return found

    @api.model
    def _split_lists(self, values):
        return {
            field: self._split(values.get(field))
            for field in ("field_names", "computed_names")
        }
