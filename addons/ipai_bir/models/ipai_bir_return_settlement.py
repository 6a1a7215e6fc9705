# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import models

from ..tools import formula, settlement

# Names in formulas of what a person changed in a computed box.
CHANGED = "OV1."


class IpaiBirReturnSettlement(models.Model):
    """What the amount payable of a return is made of, by account of the books."""

    _inherit = "ipai.bir.return"

    def _settlement_lines(self):
        """Lines of an entry that settle what the return counts.

        A box or column that counts journal items closes the accounts of these items
        by their balances; what a box says beyond them gets a line of its own.

        :return: [{account, name, balance: Decimal}], balances add up to the payable
        """
        self.ensure_one()
        inputs = self._settlement_inputs()
        found, rest = self._payable_shares(inputs)
        lines = []
        for code, share in found.items():
            lines += self._settle(inputs[code], share)
        if rest:
            name = self.env._("Limits of the form's formulas")
            lines.append(self._difference_line(name, rest))
        return lines

    def _settlement_inputs(self):
        """{name in formulas: (box of the edition, box of the return or None)}.

        Bases only decide on ratios; formulas are made of the others.
        """
        inputs = {}
        for box in self.box_ids:
            if box.kind not in ("header", "tax_base", "formula"):
                inputs[box.code] = (box.box_id, box)
            elif box.is_overridden:
                inputs[CHANGED + box.code] = (box.box_id, box)
        for column in self.edition_id.box_ids.filtered(lambda b: b.kind == "schedule"):
            inputs[column.code] = (column, None)
        return inputs

    def _payable_shares(self, inputs):
        values, formulas = self._evaluated(), {}
        for box in self.box_ids.filtered(lambda b: b.kind == "formula"):
            del values[box.code]
            text = box.box_id.formula
            if box.is_overridden:
                text = f"({text})+{CHANGED}{box.code}"
                values[CHANGED + box.code] = box._decimal() - box._computed_decimal()
            formulas[box.code] = text
        return settlement.shares(
            formulas,
            values,
            self.row_ids._columns(self.edition_id),
            inputs,
            self.edition_id.payable_box,
            formula.PESO if self.edition_id.unit == "peso" else formula.CENTAVO,
        )

    def _settle(self, source, share):
        """Lines whose balances add up to the share of one input."""
        definition, box = source
        label = f"{self.form_id.code} {definition.code} {definition.label}"
        booked = self._booked(definition, box)
        lines = [
            {"account": account, "name": label, "balance": -balance}
            for account, balance in booked.items()
            if balance
        ]
        left = share - sum((line["balance"] for line in lines), Decimal(0))
        if left:
            lines += self._unbooked_lines(definition, box, label, left)
        return lines

    def _booked(self, definition, box):
        """{account: balance} of the journal items that an input counts."""
        domain = self._counted_domain(definition, box)
        if not domain:
            return {}
        groups = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(domain, ["account_id"], ["balance:sum"])
        )
        return {
            account: formula.rounded(Decimal(str(round(balance, 2))))
            for account, balance in groups
        }

    def _counted_domain(self, definition, box):
        if definition.kind == "tax_amount" or definition.reads == "tax_amount":
            ledger = self.env["ipai.bir.ledger"].sudo()
            taxes = definition._taxes(self._filed_companies())
            return ledger.period_domain(*self._period()) + ledger.lines_domain(
                "tax_amount", taxes
            )
        return box.line_domain if box and box.kind == "account" else None

    def _unbooked_lines(self, definition, box, label, amount):
        """Lines for what no journal item of the period stands behind."""
        if definition.kind in ("return", "amended"):
            return self._remitted_lines(definition, box, label, amount)
        account = self._unbooked_account(definition)
        if account:
            return [{"account": account, "name": label, "balance": amount}]
        if box and box.is_overridden:
            label = f"{label}: {box.override_reason}"
        elif box and box.note:
            label = f"{label}: {box.note}"
        return [self._difference_line(label, amount)]

    def _unbooked_account(self, definition):
        """The account of a box that no journal items make; may be empty.

        Modules that bring amounts of their own (payroll) extend this.
        """
        edition, company = self.edition_id, self.company_id
        penalties = (
            edition.surcharge_box,
            edition.interest_box,
            edition.compromise_box,
        )
        if definition.code in penalties:
            return company._ipai_account("ipai_tax_penalty_account_id")
        if definition.kind == "carry_over":
            return self._carry_account()
        return self.env["account.account"]

    def _difference_line(self, name, amount):
        account = self.company_id._ipai_account("ipai_return_difference_account_id")
        return {"account": account, "name": name, "balance": amount}

    def _carry_account(self):
        """Account of excess input tax: its own, or the one of most input tax."""
        account = self.company_id.sudo().ipai_input_carry_account_id.sudo(False)
        if account:
            return account
        balances = {}
        for box in self.box_ids:
            if box.kind == "tax_amount" and box.box_id.sign == "debit":
                for counted, balance in self._booked(box.box_id, box).items():
                    balances[counted] = balances.get(counted, 0) + balance
        if not balances:
            return self.company_id._ipai_account("ipai_input_carry_account_id")
        return max(balances, key=balances.get)

    def _remitted_lines(self, definition, box, label, amount):
        """Lines for tax that another return of the form's family has paid already.

        Its payment debited the accounts of the tax withheld; here they are credited.
        """
        if self.form_id.tax_type == "vat":
            account = self.company_id._ipai_account("ipai_vat_payable_account_id")
            return [{"account": account, "name": label, "balance": amount}]
        other = self._return_read(box)
        balances = other._withheld_balances() if other else {}
        if sum(balances.values(), Decimal(0)) != amount:
            own = self._withheld_balances() or balances
            account = self._unbooked_account(definition)
            if not (own or account):
                return [self._difference_line(label, amount)]
            main = account or max(own, key=lambda account: abs(own[account]))
            balances = {main: amount}
        return [
            {"account": account, "name": label, "balance": balance}
            for account, balance in balances.items()
            if balance
        ]

    def _withheld_balances(self):
        """{account: balance, debit positive} of the tax that the return counts."""
        balances = {}
        for definition, box in self._settlement_inputs().values():
            for account, balance in self._booked(definition, box).items():
                balances[account] = balances.get(account, Decimal(0)) + balance
        return balances
