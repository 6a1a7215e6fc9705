# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import Command, api, models

from ..tools import vat_claim
from ..tools.period import Calendar

CLASSES = {
    "uncollected": ("sale_vatable", "sale_government"),
    "unpaid": (
        "purchase_goods",
        "purchase_services",
        "purchase_capital_goods",
        "purchase_other",
    ),
}
MOVE_TYPES = {"uncollected": "out_invoice", "unpaid": "in_invoice"}
ACCOUNTS = {"uncollected": "asset_receivable", "unpaid": "liability_payable"}


class IpaiBirVatClaimBooks(models.Model):
    """Which overdue invoices could be claimed, and what was settled since."""

    _inherit = "ipai.bir.vat.claim"

    @api.model
    def find(self, company, year, quarter, kinds=("uncollected", "unpaid")):
        """Look for candidates of a quarter; decided claims stay as they are.

        A candidate is every invoice with VAT whose agreed period lapsed before the
        quarter and that is open at its end. Those that fail a condition are kept with
        the reason. Running it again changes nothing unless the books changed.

        :return: the candidates of the quarter
        """
        self.check_access("create")
        company = company.sudo()._ipai_filer()
        calendar = Calendar("quarterly", int(company.fiscalyear_last_month))
        dates = calendar.dates(year, int(quarter))
        quarter_values = {
            "year": year,
            "quarter": str(quarter),
            "date_from": dates[0],
            "date_to": dates[1],
        }
        found = self.browse()
        for kind in kinds:
            found |= self.sudo()._find(company, kind, quarter_values)
        return found.sudo(False)

    def _find(self, company, kind, quarter_values):
        companies = company._ipai_filed_companies()
        # Undecided claims are found anew, for this quarter and any other.
        domain = [("company_id", "in", companies.ids), ("kind", "=", kind)]
        known = self.search(domain)
        undecided = known.filtered(lambda claim: claim.state == "candidate")
        decided = known - undecided
        taken = {
            (line.id, claim.tax_id.id) for claim in decided for line in claim.line_ids
        }
        day = quarter_values["date_to"]
        done = {(c.move_id, c.tax_id) for c in decided if c.date_to == day}
        lines = self._overdue(companies, kind, quarter_values)
        claims = self.browse()
        for move, items in lines.grouped("move_id").items():
            for tax, vat in self._vat_of(move, kind, companies).items():
                free = items.filtered(
                    lambda line, tax=tax: (line.id, tax.id) not in taken
                )
                if free and vat > 0 and (move, tax) not in done:
                    claims |= self._candidate(
                        undecided, free, tax, vat, kind, quarter_values
                    )
        (undecided - claims).unlink()
        return claims

    def _overdue(self, companies, kind, quarter_values):
        """Receivable or payable items that lapsed before the quarter and are open at
        its end, though they may be settled by now."""
        matched = "matched_credit_ids" if kind == "uncollected" else "matched_debit_ids"
        lines = self.env["account.move.line"].search(
            [
                ("company_id", "in", companies.ids),
                ("parent_state", "=", "posted"),
                ("move_id.move_type", "=", MOVE_TYPES[kind]),
                ("account_id.account_type", "=", ACCOUNTS[kind]),
                ("date_maturity", "<", quarter_values["date_from"]),
                "|",
                ("amount_residual_currency", "!=", 0),
                (f"{matched}.max_date", ">", quarter_values["date_to"]),
            ]
        )
        if "expense_id" in lines._fields:
            # An expense is owed to the employee, not to the seller.
            lines = lines.filtered(lambda line: not line.move_id.line_ids.expense_id)
        open_at = self._open_at(lines, quarter_values["date_to"])
        return lines.filtered(lambda line: open_at[line] > 0)

    def _open_at(self, lines, day):
        """{item: what was open of it at the end of the day, in its currency}."""
        settled = self._matches(lines)
        return {
            line: abs(_decimal(line.amount_currency))
            - sum(
                (part for when, part, _by in settled[line] if when <= day), Decimal(0)
            )
            for line in lines
        }

    def _matches(self, lines):
        """{item: [(day, amount in its currency, the entry that settles it)]}."""
        partials = self.env["account.partial.reconcile"].search(
            [
                "|",
                ("debit_move_id", "in", lines.ids),
                ("credit_move_id", "in", lines.ids),
            ]
        )
        found = defaultdict(list)
        for partial in partials:
            debit, credit = partial.debit_move_id, partial.credit_move_id
            if debit in lines:
                amount = _decimal(partial.debit_amount_currency)
                found[debit].append((partial.max_date, amount, credit.move_id))
            if credit in lines:
                amount = _decimal(partial.credit_amount_currency)
                found[credit].append((partial.max_date, amount, debit.move_id))
        return found

    @api.model
    def _vat_of(self, move, kind, companies):
        """{tax: VAT the invoice shows for it, in the company's currency}."""
        sign = -1 if kind == "uncollected" else 1
        vat = defaultdict(Decimal)
        for line in move.line_ids:
            tax = line.tax_line_id
            share = line.tax_repartition_line_id.factor_percent
            if tax.ipai_tax_class in CLASSES[kind] and share > 0:
                vat[tax] += sign * _decimal(line.balance)
        return vat

    def _candidate(self, undecided, lines, tax, vat, kind, quarter_values):
        """Make or refresh the candidate of the items and tax."""
        move = lines.move_id
        account_type = ACCOUNTS[kind]
        due = move.line_ids.filtered(
            lambda line: line.account_id.account_type == account_type
        )
        total = sum((abs(_decimal(line.amount_currency)) for line in due), Decimal(0))
        open_at = self._open_at(lines, quarter_values["date_to"])
        unsettled = sum(open_at.values(), Decimal(0))
        values = {
            **quarter_values,
            "kind": kind,
            "move_id": move.id,
            "tax_id": tax.id,
            "line_ids": [Command.set(lines.ids)],
            "date_due": max(lines.mapped("date_maturity")),
            "invoice_total": float(total),
            "unsettled": float(unsettled),
            "vat": float(vat),
            "amount": float(vat_claim.part(vat, unsettled, total)),
        }
        claim = undecided.filtered(lambda c: c.move_id == move and c.tax_id == tax)[:1]
        if claim:
            claim.write(values)
        else:
            claim = self.create(values)
        claim._take_conditions()
        return claim

    def _settlements(self):
        """{claim: [(day, amount settled after its quarter)]}, write-offs left out.

        A credit note counts like a payment: it takes the VAT out of the sales of its
        own quarter, so the claim on it has to be given back.
        """
        claims = self.sudo()
        matches = claims._matches(claims.line_ids)
        settled = {}
        for claim in claims:
            events = [
                (day, amount)
                for line in claim.line_ids
                for day, amount, by in matches[line]
                if day > claim.date_to and not claims._writes_off(by)
            ]
            settled[claim] = events
        return settled

    @api.model
    def _writes_off(self, move):
        """Whether an entry only moves the receivable to expense: nobody paid."""
        if move.move_type != "entry":
            return False
        types = ("asset_receivable", "liability_payable")
        others = move.line_ids.filtered(
            lambda x: x.account_id.account_type not in types
        )
        groups = set(others.account_id.mapped("internal_group"))
        return groups == {"expense"}

    def _no_longer_stands(self):
        """Whether the invoice is no longer as it was when it was claimed."""
        self.ensure_one()
        if self.move_id.state != "posted" or not self.line_ids:
            return True
        companies = self.company_id._ipai_filer()._ipai_filed_companies()
        vat = self._vat_of(self.move_id, self.kind, companies).get(self.tax_id)
        open_at = sum(self._open_at(self.line_ids, self.date_to).values(), Decimal(0))
        return vat != self._decimal("vat") or open_at != self._decimal("unsettled")


def _decimal(amount):
    return Decimal(str(round(amount, 2)))
