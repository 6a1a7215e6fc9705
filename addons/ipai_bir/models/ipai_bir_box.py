# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..tools import return_state

# What an item of the heading can read; besides `text:<constant>`, `nonzero:<box>` (yes
# or no) and `typed` or `typed:<choice>|<choice>`, which a person says.
HEADERS = (
    *("period_type", "year_ended", "year", "quarter", "month", "period", "due_date"),
    *("amended", "short_period", "tin", "tin_branch", "rdo", "taxpayer_name"),
    *("address", "zip", "phone", "email", "category", "top_withholding_agent"),
    *("taxpayer_class", "tax_relief", "tax_relief_specify"),
)
# Types of accounts that 19.0 has and 18.0 has not: an edition may name them.
ACCOUNT_TYPES_OF_19 = frozenset({"expense_other"})
MEASURES = ("tax_base", "tax_amount", "tax_owed", "account")


class IpaiBirBox(models.Model):
    """One box of one edition: what is printed, and where its amount comes from."""

    _name = "ipai.bir.box"
    _description = "Box of a BIR form"
    _order = "edition_id, sequence, id"
    _rec_name = "code"

    edition_id = fields.Many2one(
        "ipai.bir.edition", required=True, ondelete="cascade", index=True
    )
    part_id = fields.Many2one("ipai.bir.part", required=True, ondelete="cascade")
    sequence = fields.Integer(required=True)
    code = fields.Char(required=True, help="Name in formulas, for example 31A.")
    item = fields.Char(help="Number as printed.")
    side = fields.Selection([("A", "A"), ("B", "B")], help="Column of the form.")
    label = fields.Char(required=True)
    kind = fields.Selection(
        selection=[
            ("header", "Item with text"),
            ("tax_base", "Base of taxes"),
            ("tax_amount", "Amount of taxes"),
            ("formula", "Formula"),
            ("manual", "Typed by a person"),
            ("schedule", "Column of a schedule"),
            ("carry_over", "From the return before"),
            ("account", "Movement of accounts"),
            ("return", "From another return"),
            ("amended", "From the return that is amended"),
            ("provider", "From records of another part"),
        ],
        required=True,
    )
    tax_classes = fields.Char(
        help="Classifications of taxes the box counts, or types of accounts, "
        "separated by spaces."
    )
    sign = fields.Selection(
        [("debit", "Debit counts up"), ("credit", "Credit counts up")]
    )
    formula = fields.Char(
        help="How the box follows from other boxes; of a carry-over and other boxes "
        "from a return, from the boxes of that one."
    )
    check_formula = fields.Char(help="What the BIR's own program computes here.")
    advice_when = fields.Char(help="The advice is shown when this is above zero.")
    advice = fields.Char()
    reads = fields.Char(help="What an item or a column takes from the records.")
    value_type = fields.Selection(
        [("text", "Text"), ("date", "Date"), ("number", "Number"), ("money", "Money")]
    )
    carry = fields.Char(
        help="What a row brings into the next return: “copy”, or a formula of its "
        "columns."
    )
    emphasis = fields.Boolean(help="A total, printed strong.")

    active = fields.Boolean(
        default=True, help="Off when a later version of the data no longer has the box."
    )

    _sql_constraints = [
        ("code_unique", "UNIQUE(edition_id, code)", "An edition has each box once."),
    ]

    def unlink(self):
        """A box goes with what open returns say in it, but not out of filed ones."""
        self._in_returns().unlink()
        return super().unlink()

    def _drop(self):
        """Delete the boxes and columns; those that reviewed or filed returns say
        something in are archived."""
        said = self._in_returns()
        locked = said.filtered(lambda b: b.return_id.state not in return_state.OPEN)
        rows = self.env["ipai.bir.return.row"].sudo()
        closed = rows.search(
            [
                ("part_id", "in", self.part_id.ids),
                ("return_id.state", "not in", return_state.OPEN),
            ]
        )
        columns = self.filtered(
            lambda b: b.kind == "schedule" and b.part_id in closed.part_id
        )
        kept = locked.box_id | columns
        kept.active = False
        (said - locked).unlink()
        (self - kept).unlink()

    def _in_returns(self):
        boxes = self.env["ipai.bir.return.box"].sudo()
        return boxes.search([("box_id", "in", self.ids)])

    def _measure(self):
        """What the box or column adds up of journal items: tax_base, tax_amount,
        tax_owed or account; None when it gets its amount otherwise."""
        measure = self.reads if self.kind == "schedule" else self.kind
        return measure if measure in MEASURES else None

    def _is_watched(self):
        """Whether the items the box adds up make the return what it is: all but the
        bases in a schedule of what is owed, which leaves out bases nothing is owed of.
        """
        owed = "tax_owed" in self.part_id.box_ids.mapped("reads")
        return bool(self._measure()) and not (owed and self.reads != "tax_owed")

    def _taxes(self, companies):
        """Taxes of the companies that the box counts."""
        wanted = (self.tax_classes or "").split()
        return (
            self.env["account.tax"]
            ._ipai_of(companies)
            .filtered(lambda tax: tax.ipai_tax_class in wanted)
        )

    def _account_types(self):
        """The account types of the box that this version of Odoo has."""
        types = dict(self.env["account.account"]._fields["account_type"].selection)
        return [name for name in (self.tax_classes or "").split() if name in types]

    def _is_typed_header(self):
        """Whether a person says what this item of the heading says."""
        return (self.reads or "").partition(":")[0] == "typed"

    def _header_choices(self):
        """What may be typed into an item of the heading; empty for anything."""
        _name, _colon, choices = (self.reads or "").partition(":")
        return choices.split("|") if choices and self._is_typed_header() else []

    def _of_rows(self):
        """Columns that are worked out row by row."""
        return self.filtered(
            lambda b: b.kind == "schedule" and b.formula and b.reads != "return_box"
        )

    def _is_typed_column(self):
        """Whether a person may write in this column of a schedule."""
        return not self.formula or self.reads == "return_box"

    def _sign(self):
        """Factor from a balance (debit minus credit) to the amount on the form."""
        return -1 if self.sign == "credit" else 1
