# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.mask import LEAVE_OUT


class IpaiSyncOverview(models.Model):
    """A synchronised table as a person looks at it: what of each field is sent, what
    has changed, whether the warehouse has the same."""

    _inherit = "ipai.sync.table"

    masked_count = fields.Integer(
        "Fields masked",
        compute="_compute_fields_sent",
        help="Masked, or left out, by a rule.",
    )
    computed_count = fields.Integer("Fields computed", compute="_compute_fields_sent")
    fields_html = fields.Html(
        "How fields are sent", compute="_compute_fields_html", sanitize=False
    )
    drift_count = fields.Integer("Changes noted", compute="_compute_drift_count")
    reconciliation_ids = fields.One2many(
        "ipai.sync.reconciliation", "table_id", "Comparisons", readonly=True
    )
    compared_on = fields.Date("Compared on", compute="_compute_comparison")
    comparison = fields.Selection(
        [("equal", "Equal"), ("repaired", "Repaired"), ("different", "Different")],
        "Warehouse",
        compute="_compute_comparison",
        help="What the last comparison of the warehouse with Odoo found.",
    )

    @api.depends("model", "field_names", "computed_names", "active")
    def _compute_fields_sent(self):
        planned = self.sudo()._planned()
        for record in self:
            spec = planned[record.id]
            sent = (spec.columns + spec.computed) if spec else ()
            hidden = [column for column in sent if column.mask]
            record.masked_count = len(hidden) + len(spec.left_out if spec else ())
            record.computed_count = len(spec.computed) if spec else 0

    @api.depends("model", "field_names", "computed_names", "active")
    def _compute_fields_html(self):
        planned = self.sudo()._planned()
        for record in self:
            spec = planned[record.id]
            rows = record._field_rows(spec) if spec else []
            record.fields_html = rows and self.env["ir.qweb"]._render(
                "ipai_sync.fields_sent", {"rows": rows}
            )

    def _field_rows(self, spec):
        """:return: {name, label, kind, masked, absent} of each listed field."""
        known = self.env[spec.model]._fields
        actions = dict(self.env["ipai.sync.mask"]._fields["action"].selection)
        sent = {column.name: column for column in spec.columns + spec.computed}
        rows = []
        for name in self._names():
            column, field = sent.get(name), known.get(name)
            masked = ""
            if name in spec.left_out:
                masked = actions[LEAVE_OUT]
            elif column and column.mask:
                masked = actions[column.mask]
                if column.persons:
                    masked = self.env._("%s, of persons", masked)
            rows.append(
                {
                    "name": name,
                    "label": field.get_description(self.env, ["string"])["string"]
                    if field
                    else "",
                    "kind": self._kind(column, field),
                    "masked": masked,
                    "absent": name in spec.absent,
                }
            )
        return rows

    def _kind(self, column, field):
        """:return: in words, how a field's value comes into the image."""
        if column is None:
            return ""
        if column.form == "computed":
            return self.env._("computed by Odoo when the record is sent")
        if field.company_dependent:
            return self.env._("one value for each company")
        if column.form == "translated":
            return self.env._("text in English")
        if column.form == "relation":
            return self.env._("list of numbers of records")
        if column.form == "moment":
            return self.env._("moment in UTC")
        return "" if column.mask else self.env._("as it is stored")

    @api.depends("drift_ids")
    def _compute_drift_count(self):
        for record in self:
            record.drift_count = len(record.drift_ids)

    @api.depends("reconciliation_ids.is_equal", "reconciliation_ids.day")
    def _compute_comparison(self):
        for record in self:
            last = record.reconciliation_ids[:1]
            record.compared_on = last.day
            if not last:
                record.comparison = False
            elif last.is_equal:
                record.comparison = "equal"
            else:
                record.comparison = "repaired" if last.repaired else "different"
