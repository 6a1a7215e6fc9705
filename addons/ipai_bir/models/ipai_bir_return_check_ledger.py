# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import models

from .account_tax import TAX_CLASSES

FAMILIES = {
    "vat": ("sale_", "purchase_", "withholding_vat_received"),
    "withholding_expanded": ("withholding_expanded", "withholding_exempt"),
    "withholding_final": ("withholding_final",),
    "vat_withheld": ("withholding_vat",),
    "percentage": ("sale_percentage", "withholding_percentage_received"),
    "income": ("withholding_received",),
}
"""Beginnings of the tax classes whose items a return of a tax type answers for."""
OTHERS = {"vat": ("sale_percentage",), "vat_withheld": ("withholding_vat_received",)}


class IpaiBirReturnCheckLedger(models.Model):
    """Whether the boxes of a return say what the accounts of its taxes say."""

    _inherit = "ipai.bir.return"

    def _checks(self):
        codes = super()._checks()
        if self.form_id.tax_type in FAMILIES:
            codes += ["unplaced", "ledger"]
        return codes

    def _family_classes(self):
        """Tax classes whose items this return answers for."""
        kind = self.form_id.tax_type
        starts, others = FAMILIES.get(kind, ()), OTHERS.get(kind, ())
        return {
            key
            for key, _label in TAX_CLASSES
            if starts and key.startswith(starts) and key not in others
        }

    def _family_taxes(self):
        """Taxes of the filing companies that this return answers for."""
        classes = self._family_classes()
        taxes = self.env["account.tax"]._ipai_of(self._filed_companies())
        return taxes.filtered(lambda tax: tax.ipai_tax_class in classes)

    def _read_cube(self):
        """What the computation read of the books."""
        ledger = self.env["ipai.bir.ledger"].sudo()
        return ledger._cube(self._period(), ())

    def _counted_shares(self, boxes):
        """Parts of taxes whose items `boxes` add up."""
        classes = defaultdict(set)
        for box in boxes:
            classes[box._measure()].update((box.tax_classes or "").split())
        taxes = self.env["account.tax"]._ipai_of(self._filed_companies())

        def of(measure):
            return taxes.filtered(lambda tax: tax.ipai_tax_class in classes[measure])

        claimed, owed = of("tax_amount"), of("tax_owed")
        return claimed._ipai_claimed_shares() | owed._ipai_owed_shares()

    def _boxes_of_all_forms(self):
        """Boxes of every form that is filed for the days of this return."""
        editions = self.env["ipai.bir.edition"].sudo().search([])
        valid = editions.filtered(
            lambda e: (
                e.valid_from <= self.date_to
                and (not e.valid_to or e.valid_to >= self.date_to)
            )
        )
        return valid.box_ids.filtered("tax_classes")

    def _check_unplaced(self):
        """Tax of the period that no box of any form takes up."""
        taxes = {tax.id: tax for tax in self._family_taxes()}
        rules = self.env["ipai.bir.ledger"]._rules(self._family_taxes())
        placed = set(self._counted_shares(self._boxes_of_all_forms()).ids)
        found = defaultdict(lambda: [Decimal(0), 0])
        for item in self._read_cube().by_account():
            rule = rules.get(item.tax_id)
            if rule and item.share_id not in placed and rule.is_due(item.due):
                sums = found[item.tax_id, item.share_id]
                sums[0] += item.balance
                sums[1] += item.count
        return [
            self._unplaced_finding(taxes[tax_id], share_id, *sums)
            for (tax_id, share_id), sums in found.items()
        ]

    def _unplaced_finding(self, tax, share_id, balance, count):
        told = {
            "tax": tax.name,
            "amount": f"{balance:,.2f}",
            "count": count,
            "kind": dict(TAX_CLASSES)[tax.ipai_tax_class],
        }
        level = "error"
        if share_id in tax._ipai_cost_shares().ids:
            level = "note"
            text = self.env._(
                "Input tax of %(tax)s, %(amount)s (items: %(count)s), is booked into "
                "the cost and not claimed.",
                **told,
            )
        elif share_id in tax._ipai_owed_shares().ids:
            level = "warning"
            text = self.env._(
                "The counterpart of %(tax)s, which we assess on ourselves, is in no "
                "return: %(amount)s (items: %(count)s).",
                **told,
            )
        else:
            text = self.env._(
                "%(tax)s made %(amount)s (items: %(count)s), but no form takes amounts "
                "of taxes classified as “%(kind)s”: correct its classification.",
                **told,
            )
        domain = [
            *self.env["ipai.bir.ledger"].period_domain(*self._period()),
            ("tax_repartition_line_id", "=", share_id),
        ]
        return {
            "level": level,
            "text": text,
            "key": f"{tax.id} {share_id} {balance} {count}",
            "res_model": "account.move.line",
            "domain": domain,
            "count": count,
        }

    def _check_ledger(self):
        """Boxes against the accounts of their taxes, to the centavo.

        The movement of an account is the items that taxes made on it, which the boxes
        of this or another return count, what settles it, and what is listed here.
        """
        shares = self._counted_shares(self.edition_id.box_ids.filtered("tax_classes"))
        return [*self._elsewhere_findings(shares), *self._untaxed_findings(shares)]

    def _elsewhere_findings(self, shares):
        """Tax that boxes count and that stands on another account than its own."""
        rules = self.env["ipai.bir.ledger"]._rules(shares.tax_id)
        own = {share.id: share.account_id for share in shares}
        accounts = self.env["account.account"].sudo()
        findings = []
        for item in self._read_cube().by_account():
            account = own.get(item.share_id)
            if (
                not account
                or account.id == item.account_id
                or not rules[item.tax_id].is_due(item.due)
            ):
                continue
            text = self.env._(
                "%(amount)s of %(tax)s, which the boxes count, is booked on "
                "%(account)s instead of %(own)s.",
                amount=f"{item.balance:,.2f}",
                tax=shares.browse(item.share_id).tax_id.name,
                account=self._account_name(accounts.browse(item.account_id)),
                own=self._account_name(account),
            )
            domain = [
                *self.env["ipai.bir.ledger"].period_domain(*self._period()),
                ("tax_repartition_line_id", "=", item.share_id),
                ("account_id", "=", item.account_id),
            ]
            findings.append(
                {
                    "level": "warning",
                    "text": text,
                    "key": f"{item.share_id} {item.account_id} {item.balance}",
                    "res_model": "account.move.line",
                    "domain": domain,
                    "count": item.count,
                }
            )
        return findings

    def _account_name(self, account):
        """Code and name; the display name of an account has no code on 19.0."""
        account = account.with_company(self.company_id)
        return f"{account.code or ''} {account.name}".strip()

    def _untaxed_findings(self, shares):
        """What moved an account of taxes without a tax, and settles nothing."""
        moved = {
            item.account_id
            for item in self._read_cube().by_account()
            if item.tax_id is None
        }
        accounts = shares.account_id.filtered(lambda account: account.id in moved)
        ledger = self.env["ipai.bir.ledger"].sudo()
        taxes = self.env["account.tax"]._ipai_of(self._filed_companies())
        every = ledger.env["account.account"].browse(ledger._tax_accounts(taxes.ids))
        found = ledger.unexplained(self._period(), accounts, every)
        return [
            {
                "level": "warning",
                "text": self.env._(
                    "%(account)s moves by %(amount)s that no tax made (items: "
                    "%(count)s): the boxes do not count it. Book it with the tax, or "
                    "say why it stands there.",
                    account=self._account_name(account),
                    amount=f"{found[account.id][0]:,.2f}",
                    count=len(found[account.id][1]),
                ),
                "key": f"account {account.id}",
                "res_model": "account.move.line",
                "ids": found[account.id][1],
            }
            for account in accounts
            if account.id in found
        ]
