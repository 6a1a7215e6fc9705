# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..tools import vat_claim
from ..tools.period import Calendar
from .ipai_bir_vat_claim_decision import FILED


class IpaiBirVatClaimConditions(models.Model):
    """The conditions of RMC 65-2024, each with what the books say about it.

    A condition that fails stands against the claim. One whose `holds` is None cannot be
    seen in the books: the person who confirms answers for it.
    """

    _inherit = "ipai.bir.vat.claim"

    def _take_conditions(self):
        for claim in self:
            checks = [
                claim._after_effect(),
                claim._on_account(),
                claim._lapsed(),
                claim._identified(),
                claim._declared(),
            ]
            if claim.kind == "uncollected":
                checks += [claim._terms_written(), claim._no_bad_debt()]
            claim.conditions = checks

    @staticmethod
    def _condition(code, holds, text):
        return {"code": code, "holds": holds, "text": text}

    def _after_effect(self):
        holds = self.invoice_date >= vat_claim.EFFECTIVE
        text = (
            self.env._("Invoiced on %s, after RR 3-2024 took effect (27 April 2024).")
            if holds
            else self.env._("Invoiced on %s, before RR 3-2024 took effect.")
        )
        day = fields.Date.to_string(self.invoice_date)
        return self._condition("effective", holds, text % day)

    def _on_account(self):
        holds = self.date_due > self.invoice_date
        text = (
            self.env._("On account: due on %s by the invoice.")
            if holds
            else self.env._("Due on the day of the invoice (%s): no sale on account.")
        )
        day = fields.Date.to_string(self.date_due)
        return self._condition("on_account", holds, text % day)

    def _terms_written(self):
        term = self.move_id.invoice_payment_term_id
        if term:
            text = self.env._("Payment terms on the invoice: %s.", term.name)
            return self._condition("terms", True, text)
        text = self.env._(
            "The invoice has a due date, but no payment terms: keep the document in "
            "which the period to pay was agreed."
        )
        return self._condition("terms", None, text)

    def _lapsed(self):
        last_month = int(self.company_id._ipai_filer().fiscalyear_last_month)
        calendar = Calendar("quarterly", last_month)
        lapsed = calendar.name(*calendar.period_of(self.date_due))
        day = fields.Date.to_string(self.date_due)
        if self.date_due >= self.date_from:
            text = self.env._(
                "The period to pay lapses on %(day)s only: claim in a quarter after "
                "%(lapsed)s.",
                day=day,
                lapsed=lapsed,
            )
            return self._condition("lapsed", False, text)
        if calendar.last_closed(self.date_from) == calendar.period_of(self.date_due):
            text = self.env._(
                "The period to pay lapsed on %(day)s, in %(lapsed)s, the quarter "
                "before.",
                day=day,
                lapsed=lapsed,
            )
            return self._condition("lapsed", True, text)
        text = self.env._(
            "The period to pay lapsed on %(day)s, in %(lapsed)s. The circular speaks "
            "of the next quarter: ask your RDO or CPA before you claim later.",
            day=day,
            lapsed=lapsed,
        )
        return self._condition("lapsed", None, text)

    def _identified(self):
        name = self.partner_id.name
        holds = bool(self.partner_id._ipai_tin())
        if self.kind == "unpaid":
            text = (
                self.env._("The seller %s has a TIN.")
                if holds
                else self.env._("%s has no valid TIN: set its Tax ID.")
            )
        else:
            text = (
                self.env._("%s stands in the summary list of sales by name and TIN.")
                if holds
                else self.env._(
                    "%s has no valid TIN, so the summary list of sales cannot name it: "
                    "set its Tax ID."
                )
            )
        return self._condition("identified", holds, text % name)

    def _declared(self):
        """The VAT is in a computed return of the invoice's quarter."""
        if self.tax_id._ipai_due_when() != "booked":
            text = self.env._(
                "The VAT %s is declared when it is paid, so it was not declared yet.",
                self.tax_id.name,
            )
            return self._condition("declared", False, text)
        returns = self._declaring_returns()
        filed = returns.filtered(lambda r: r.state in FILED)
        if filed:
            text = self.env._("The VAT is in %s, which is filed.", filed[0].name)
            return self._condition("declared", True, text)
        if returns.filtered(lambda r: r.state != "draft"):
            text = self.env._(
                "The VAT is in %s, which is not filed yet: it has to be filed and paid "
                "in time.",
                returns[0].name,
            )
            return self._condition("declared", None, text)
        if returns:
            text = self.env._("%s is not computed yet: compute it.", returns[0].name)
            return self._condition("declared", False, text)
        text = self.env._(
            "No 2550Q of %s is kept here: check that it was filed and paid in time.",
            fields.Date.to_string(self.move_id.date),
        )
        return self._condition("declared", None, text)

    def _declaring_returns(self):
        """VAT returns of the taxpayer for the quarter of the invoice's entry."""
        day = self.move_id.date
        return (
            self.env["ipai.bir.return"]
            .sudo()
            .search(
                [
                    ("form_id.tax_type", "=", "vat"),
                    ("company_id", "=", self.company_id._ipai_filer().id),
                    ("date_from", "<=", day),
                    ("date_to", ">=", day),
                ]
            )
        )

    def _no_bad_debt(self):
        entries = {
            by for found in self._matches(self.line_ids).values() for *_, by in found
        }
        written_off = [by for by in entries if self._writes_off(by)]
        if written_off:
            text = self.env._(
                "%s wrote a part off as bad debt: its VAT may not be claimed twice.",
                written_off[0].name,
            )
            return self._condition("bad_debt", False, text)
        text = self.env._(
            "Not written off here. Its VAT must not be claimed as bad debt under Sec. "
            "34(E)."
        )
        return self._condition("bad_debt", True, text)
