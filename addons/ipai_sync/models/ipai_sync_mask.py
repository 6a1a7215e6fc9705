# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models, tools

from ..tools.mask import (
    DOMAIN,
    HASH,
    KEEP,
    LAST4,
    LEAVE_OUT,
    Rule,
    deciding,
    rules_for,
)
from .ipai_sync_drift import MASK

ACTIONS = [
    (LEAVE_OUT, "Leave out"),
    (HASH, "Replace by a hash"),
    (LAST4, "Keep the last four characters"),
    (DOMAIN, "Keep the domain of an e-mail address"),
    (KEEP, "Send as it is"),
]


class IpaiSyncMask(models.Model):
    """One rule about personal data: which fields, and what of them the warehouse gets.

    The first rule that matches a field decides, in the order of the list.
    """

    _name = "ipai.sync.mask"
    _description = "Masking rule"
    _order = "sequence, id"

    name = fields.Char("Reason", required=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    model = fields.Char(
        "Models",
        required=True,
        default="*",
        help="Technical name; * stands for any characters, for example hr.*",
    )
    field = fields.Char(
        "Fields",
        required=True,
        help="Name of the field; * stands for any characters, for example *phone*",
    )
    action = fields.Selection(
        ACTIONS,
        "What is sent",
        required=True,
        default=LEAVE_OUT,
        help="A hash is the same for the same value, so records can be counted and "
        "joined by it; it cannot be turned back without the secret key of this "
        "database. What is not a text can only be left out.",
    )
    persons_only = fields.Boolean(
        "Persons only",
        help="Companies among the partners are sent as they are.",
    )
    field_count = fields.Integer("Fields now", compute="_compute_hidden")
    hidden_names = fields.Text("Fields it hides now", compute="_compute_hidden")

    @api.depends("model", "field", "action", "persons_only", "sequence", "active")
    def _compute_hidden(self):
        found = {rule.id: [] for rule in self}
        for model, name in self.env["ipai.sync.table"].sudo()._listed_fields():
            rule = deciding(rules_for(self._rules(), model), name)
            if rule.id in found:
                found[rule.id].append(f"{model}: {name}")
        for rule in self:
            names = found.get(rule.id, [])
            rule.field_count = len(names)
            rule.hidden_names = "\n".join(names)

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._rules_changed()
        return rules

    def write(self, vals):
        res = super().write(vals)
        self._rules_changed()
        return res

    def unlink(self):
        res = super().unlink()
        self._rules_changed()
        return res

    def _rules_changed(self):
        self.env.registry.clear_cache()
        if self.pool.ready:
            self.env.flush_all()
            self.env["ipai.sync.table"].sudo()._note_drift(MASK)

    @api.model
    @tools.ormcache()
    def _rules(self):
        """:return: tuple of Rule, the active ones in their order."""
        return tuple(
            Rule(
                record.model,
                record.field,
                record.action,
                record.persons_only,
                record.id,
            )
            for record in self.sudo().with_context(active_test=True).search([])
        )
