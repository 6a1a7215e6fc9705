# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError

from ..tools import formula


class IpaiBirReturnCompute(models.Model):
    """How a return gets its amounts: books, return before, typed, formulas."""

    _inherit = "ipai.bir.return"

    changes = fields.Json(
        readonly=True,
        copy=False,
        help="What the last computation changed: box, before, after.",
    )

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
            record._refuse_locked()
            reading = record._reading_once()
            reading._refuse_unclassified()
            reading.sudo()._compute_all()
        return True

    def _compute_all(self):
        before = self._evaluated() if self.computed_at else None
        self._open_boxes()
        self._read_sources()
        self.write(
            {
                "state": "computed",
                "computed_at": fields.Datetime.now(),
                "preparer_id": self.env.uid,
                "stale_sources": False,
                "is_stale": False,
            }
        )
        self._evaluate()
        self._note_changes(before)
        self._read_lists()
        self._run_checks()
        # what obligations say of it follows from the same reading of the books
        self.env["ipai.bir.obligation"].flush_model(["blocked_by"])
        self.env["ipai.bir.ledger"]._ask_to_sum_up(self._period())

    def _read_lists(self):
        """Make the lists that are filed with the return (`edition_id.lists`)."""

    def _files(self):
        """Files of the return to keep when it is filed.

        :return: list of (kind, file name, bytes, media type)
        """
        self.ensure_one()
        return []

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
                "• %(tax)s (%(use)s), entries: %(count)s",
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

    def _note_changes(self, before):
        """Keep what the last computation changed.

        :param before: {box: amount before}, None when it was the first computation
        """
        after = self._evaluated()
        self.changes = [
            {"box": code, "before": str(before[code]), "after": str(after[code])}
            for code in after
            if before is not None and code in before and before[code] != after[code]
        ]
        for box in self.box_ids.filtered(lambda b: b.code in after):
            box.previous_amount = float((before or after).get(box.code, 0))

    def _previous(self):
        """The computed return of the form that ends the day before; may be empty."""
        day_before = self.date_from - timedelta(days=1)
        return self._latest(self.form_id, self.company_id, None, day_before)

    def _evaluate(self):
        """Work out the formulas from what was read and typed, and say what is odd."""
        unit = self.edition_id._unit()
        self.row_ids._evaluate(unit)
        computed = self.box_ids._of_formulas()
        columns = self.row_ids._columns(self.edition_id)
        amounts = self._amounts_of(computed, columns, unit)
        for box in computed:
            said = amounts[box.code]
            if box.is_overridden:
                formulas = {"said": box.box_id.formula}
                said = formula.evaluate(formulas, amounts, columns, unit)["said"]
            box._set_computed(said, box._formula_source(amounts))
        self._read_header()
        self.amount_payable = float(amounts.get(self.edition_id.payable_box, 0))
        self._run_checks(["boxes"])
        self._warn_dependents()

    def _amounts_of(self, computed, columns, unit):
        """{box: Decimal} with the formulas of the boxes worked out; an override counts
        as if it was typed."""
        formulas = {b.code: b.box_id.formula for b in computed if not b.is_overridden}
        known = self._evaluated()
        values = {code: known[code] for code in known if code not in formulas}
        try:
            return formula.evaluate(formulas, values, columns, unit)
        except formula.FormulaError as error:
            raise UserError(str(error)) from error
