# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import formula
from .ipai_bir_return_source import RETURN_KINDS


class IpaiBirReturnBox(models.Model):
    """What one return says in one box, and how it came there."""

    _name = "ipai.bir.return.box"
    _inherit = ["ipai.bir.return.content"]
    _description = "Box of a BIR return"
    _order = "return_id, sequence, id"
    _rec_name = "code"

    return_id = fields.Many2one(
        "ipai.bir.return", required=True, ondelete="cascade", index=True
    )
    box_id = fields.Many2one("ipai.bir.box", required=True, ondelete="restrict")
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    code = fields.Char(related="box_id.code", store=True)
    sequence = fields.Integer(related="box_id.sequence", store=True)
    label = fields.Char(related="box_id.label")
    kind = fields.Selection(related="box_id.kind", store=True)
    amount = fields.Monetary(help="What counts.")
    computed_amount = fields.Monetary(help="What the computation says.")
    previous_amount = fields.Monetary(help="What counted before the last computation.")
    is_overridden = fields.Boolean()
    override_amount = fields.Monetary()
    override_reason = fields.Char()
    override_by_id = fields.Many2one("res.users", string="Overridden by")
    override_at = fields.Datetime()
    has_source = fields.Boolean(help="What the box reads was there when it was read.")
    source_action = fields.Json(help="What to open to see where the amount is from.")
    text = fields.Char(help="What an item without an amount says.")
    is_entered = fields.Boolean(help="An amount was typed.")
    note = fields.Char(help="Why a typed amount is what it is.")
    source = fields.Char(help="Where the amount comes from.")
    line_count = fields.Integer(string="Journal items")
    line_domain = fields.Json(help="Which journal items the amount adds up.")
    is_editable = fields.Boolean(compute="_compute_is_editable")

    _sql_constraints = [
        ("once", "UNIQUE(return_id, box_id)", "A return has each box once."),
    ]

    @api.depends("kind", "return_id.state", "source", "has_source")
    def _compute_is_editable(self):
        for box in self:
            if box.kind in RETURN_KINDS:
                found = box.return_id._referred(box)
                box.is_editable = found is not None and not found
            else:
                box.is_editable = (
                    box.kind == "manual"
                    or (box.kind == "provider" and not box.has_source)
                    or (box.kind == "header" and box.box_id._is_typed_header())
                )

    def _of_formulas(self):
        """Boxes that follow from others of the same return: formulas, and what a
        return of a year-to-date form reads from its own period."""
        return self.filtered(
            lambda box: (
                box.kind == "formula"
                or (
                    box.kind == "return"
                    and box.return_id._referred(box) == box.return_id
                )
            )
        )

    def _set_computed(self, amount, source, **vals):
        """Write what was worked out; an override goes on counting."""
        amount = float(self._in_unit(amount))
        vals.update(
            computed_amount=amount, source=source, has_source=True, is_entered=False
        )
        if not self.is_overridden:
            vals["amount"] = amount
        self.write(vals)

    def _leave_open(self, source):
        """Nothing is known: what was typed counts."""
        vals = {"computed_amount": 0.0, "source": source, "has_source": False}
        if not (self.is_entered or self.is_overridden):
            vals["amount"] = 0.0
        self.write(vals)

    def _clear_override(self):
        self.write(
            {
                "is_overridden": False,
                "override_amount": 0.0,
                "override_reason": False,
                "override_by_id": False,
                "override_at": False,
                "amount": self.computed_amount,
            }
        )

    def _typed_values(self):
        """What a person typed or put in place of the computation; may be empty."""
        names = []
        if self.is_entered:
            names += ["amount", "is_entered", "note"]
        if self.is_overridden:
            names += ["amount", "is_overridden", "override_amount"]
            names += ["override_reason", "override_by_id", "override_at"]
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in names
        }

    def _in_unit(self, amount):
        """`amount` as the form wants it: centavos, or whole pesos."""
        return self.return_id.edition_id._in_unit(amount)

    def _taken_from(self, source):
        """What this box takes from another return."""
        return source._taken(self.box_id.formula, f"{self.code} (from {source.name})")

    def _decimal(self):
        """The amount as Decimal, in centavos."""
        return formula.rounded(Decimal(str(round(self.amount, 2))))

    def _computed_decimal(self):
        """What the computation says as Decimal, in centavos."""
        return formula.rounded(Decimal(str(round(self.computed_amount, 2))))

    def _taxes(self):
        """Taxes of the filing companies that the box counts."""
        return self.box_id._taxes(self.return_id._filed_companies())

    def _books_source(self, count):
        """In words: which taxes or accounts, and how many items."""
        if self.kind == "account":
            names = dict(self.env["account.account"]._fields["account_type"].selection)
            used = [names[name] for name in self.box_id._account_types()]
            text = self.env._("Posted on accounts of type %(names)s. Items: %(count)s.")
        else:
            used = sorted(set(self._taxes().mapped("name")))
            text = (
                self.env._("Posted base, taxes: %(names)s. Items: %(count)s.")
                if self.kind == "tax_base"
                else self.env._("Posted tax, taxes: %(names)s. Items: %(count)s.")
            )
        return text % {"names": ", ".join(used) or self.env._("none"), "count": count}

    def _formula_source(self, amounts):
        """The formula, and the same with the amounts put in."""
        text = self.box_id.formula
        names = list(formula.boxes(formula.parse(text)))
        inserted = ", ".join(f"{name}: {amounts[name]:,.2f}" for name in names)
        return f"= {text}   ({inserted})" if names else f"= {text}"

    def action_open_lines(self):
        """The journal items whose sum is the amount of the box."""
        self.ensure_one()
        if self.source_action:
            return self.source_action
        if not self.line_domain:
            raise UserError(
                self.env._(
                    "Box %s does not come from journal items. Compute the return, or "
                    "open one of the boxes it is made of.",
                    self.code,
                )
            )
        return self.return_id._lines_action(
            f"{self.code} {self.label}", self.line_domain, self.box_id._sign()
        )
