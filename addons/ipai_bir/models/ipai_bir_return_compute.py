# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError

from ..tools import formula


class IpaiBirReturnCompute(models.Model):
    """How a return gets its amounts: books, return before, typed, formulas."""

    _inherit = "ipai.bir.return"

    def amount(self, code):
        """Amount of a box as Decimal."""
        self.ensure_one()
        return self._box(code)._decimal()

    def _box(self, code):
        box = self.box_ids.filtered(lambda b: b.code == code)
        if not box:
            raise UserError(
                self.env._(
                    "There is no box %(box)s in %(name)s.", box=code, name=self.name
                )
            )
        return box

    def action_compute(self):
        """Read the posted entries of the period and work out every box.

        :raises RedirectWarning: naming taxes of the period that are not classified
        """
        for record in self:
            record._check_may_compute()
            record._refuse_unclassified()
            record._open_boxes()
            record._read_books()
            record._carry_over()
            record._evaluate()
            record._run_checks()
            record.write({"state": "computed", "computed_at": fields.Datetime.now()})
        return True

    def action_draft(self):
        self.write({"state": "draft", "amount_payable": 0.0, "notices": False})
        return True

    def _check_may_compute(self):
        """A consolidated return of somebody who sees a part of it would be wrong."""
        self.check_access("write")
        hidden = self._filed_companies() - self.env.user.company_ids
        if hidden and not self.env.su:
            raise UserError(
                self.env._(
                    "The return of %(head)s includes branches you have no access to: "
                    "%(branches)s. Ask for access, or let somebody compute it who has.",
                    head=self.company_id.name,
                    branches=", ".join(hidden.mapped("name")),
                )
            )

    def _filed_companies(self):
        return self.company_id._ipai_filed_companies()

    def _period(self):
        """(companies, first day, last day) whose posted entries the return reads."""
        return self._filed_companies(), self.date_from, self.date_to

    def _refuse_unclassified(self):
        period_ = self._period()
        taxes = self.env["account.tax"]._ipai_unclassified(period_[0])
        used = self.env["ipai.bir.ledger"].sudo().used(period_, taxes)
        if not used:
            return
        uses = dict(self.env["account.tax"]._fields["type_tax_use"].selection)
        lines = "\n".join(
            self.env._(
                "• %(tax)s (%(use)s): %(count)s entries",
                tax=tax.name,
                use=uses.get(tax.type_tax_use, tax.type_tax_use),
                count=count,
            )
            for tax, count in sorted(used.items(), key=lambda item: -item[1])
        )
        raise RedirectWarning(
            self.env._(
                "These taxes are used in posted entries of the period, but nobody has "
                "said what they are in BIR returns:\n%s\n\nClassify them, then compute "
                "again.",
                lines,
            ),
            self.env.ref("ipai_bir.account_tax_action").id,
            self.env._("Classify taxes"),
            {"search_default_unclassified": 1},
        )

    def _read_books(self):
        """Fill the boxes and schedule rows that come from posted entries."""
        ledger = self.env["ipai.bir.ledger"].sudo()
        boxes = self.box_ids.filtered(lambda b: b.kind in ("tax_base", "tax_amount"))
        recipes = {box.code: (box.kind, box._taxes()) for box in boxes}
        found = ledger.amounts(self._period(), recipes)
        for box in boxes:
            balance, count = found.get(box.code, (Decimal(0), 0))
            taxes = recipes[box.code][1]
            box.write(
                {
                    "amount": float(box.box_id._sign() * balance),
                    "line_count": count,
                    "line_domain": box._period_domain()
                    + ledger.lines_domain(box.kind, taxes),
                    "source": box._books_source(taxes, count),
                }
            )
        self.row_ids._read_books(self)

    def _carry_over(self):
        """Bring in what the return before leaves to this one."""
        before = self._previous()
        self.row_ids._carry_over(self, before)
        boxes = self.box_ids.filtered(lambda b: b.kind == "carry_over")
        for box in boxes if before else ():
            amount = formula.evaluate(
                {box.code + " (carried)": box.box_id.formula}, before._evaluated()
            )[box.code + " (carried)"]
            box.write(
                {
                    "amount": float(amount),
                    "is_entered": False,
                    "source": self.env._("From %s", before.name),
                }
            )
        for box in boxes if not before else ():
            box.source = self.env._("Typed: the return before is not kept here")

    def _previous(self):
        """The computed return of the form that ends the day before; may be empty."""
        return self.search(
            [
                ("form_id", "=", self.form_id.id),
                ("company_id", "=", self.company_id.id),
                ("date_to", "=", self.date_from - timedelta(days=1)),
                ("state", "=", "computed"),
            ],
            limit=1,
        )

    def _evaluated(self):
        """{box: Decimal} of every box with an amount, as stored."""
        return {
            box.code: box._decimal() for box in self.box_ids if box.kind != "header"
        }

    def _evaluate(self):
        """Work out the formulas from what was read and typed, and say what is odd."""
        unit = formula.PESO if self.edition_id.unit == "peso" else formula.CENTAVO
        self.row_ids._evaluate(unit)
        computed = self.box_ids.filtered(lambda b: b.kind == "formula")
        values = {
            code: amount
            for code, amount in self._evaluated().items()
            if code not in set(computed.mapped("code"))
        }
        formulas = {box.code: box.box_id.formula for box in computed}
        columns = self.row_ids._columns(self.edition_id)
        try:
            amounts = formula.evaluate(formulas, values, columns, unit)
        except formula.FormulaError as error:
            raise UserError(str(error)) from error
        for box in computed:
            box.write(
                {
                    "amount": float(amounts[box.code]),
                    "source": box._formula_source(amounts),
                }
            )
        self.box_ids._read_header(self)
        self.amount_payable = float(amounts[self.edition_id.payable_box])
        self._run_checks(["boxes"])

    def set_box(self, code, amount, note=None):
        """Type an amount into a box that is typed; totals follow.

        :param amount: decimal string, or None to clear the box
        """
        self.ensure_one()
        box = self._box(code)
        if not box.is_editable:
            raise UserError(self.env._("Box %s is computed and cannot be typed.", code))
        value = self._decimal(amount, code) if amount not in (None, "") else None
        vals = {"amount": float(value or 0), "is_entered": value is not None}
        if note is not None:
            vals["note"] = note or False
        box.write(vals)
        if self.state == "computed":
            self._evaluate()
        return True

    def set_row(self, schedule, values, row_id=None):
        """Write a row of a schedule by its letters; totals follow.

        :param values: {letter: text or decimal string}
        :return: id of the row
        """
        self.ensure_one()
        row = self.row_ids._typed(self, schedule, values, row_id)
        if self.state == "computed":
            self._evaluate()
        return row.id

    def remove_row(self, row_id):
        """Take a typed row out of its schedule; totals follow."""
        self.ensure_one()
        row = self.row_ids.filtered(lambda r: r.id == row_id)
        if row.origin == "books":
            raise UserError(
                self.env._("The row comes from posted entries: correct the entry.")
            )
        row.unlink()
        if self.state == "computed":
            self._evaluate()
        return True

    def _decimal(self, text, where):
        try:
            value = Decimal(str(text).replace(",", "").strip())
        except InvalidOperation as error:
            raise UserError(
                self.env._(
                    "“%(text)s” in %(where)s is no amount: write it like 1234.50.",
                    text=text,
                    where=where,
                )
            ) from error
        if not value.is_finite():
            raise UserError(self.env._("The amount in %s has to be a number.", where))
        return formula.rounded(value)
