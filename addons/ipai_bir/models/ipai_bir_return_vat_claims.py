# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import models

# (measure claimed, measure given back) of each kind of claim.
MEASURES = {"uncollected": "recovered", "unpaid": "settled"}


class IpaiBirReturnVatClaims(models.Model):
    """Items 35, 36, 55 and 58 of the 2550Q from the claims that are kept."""

    _inherit = "ipai.bir.return"

    def _provide_vat_claims(self):
        """{measure: (Decimal, source, action)} of the kinds of claims that are kept.

        A company that keeps no claims of a kind types its boxes.
        """
        kept = self._vat_claims([("state", "=", "confirmed")])
        provided = {}
        for kind, back in MEASURES.items():
            claims = kept.filtered(lambda claim, kind=kind: claim.kind == kind)
            if claims:
                provided[kind] = self._claimed(claims)
                provided[back] = self._given_back(claims)
        return provided

    def _vat_claims(self, domain):
        companies = self._filed_companies()
        claims = self.env["ipai.bir.vat.claim"].sudo()
        return claims.search([("company_id", "in", companies.ids), *domain])

    def _claimed(self, claims):
        mine = claims.filtered(
            lambda claim: self.date_from <= claim.date_to <= self.date_to
        )
        amount = sum((claim._decimal("amount") for claim in mine), Decimal(0))
        text = self.env._("Confirmed claims of the quarter: %s.", len(mine))
        return amount, text, self._claims_action(mine)

    def _given_back(self, claims):
        earlier = claims.filtered(lambda claim: claim.date_to < self.date_from)
        back = earlier._returned(self.date_from, self.date_to)
        mine = earlier.filtered(lambda claim: back[claim])
        amount = sum(back.values(), Decimal(0))
        text = self.env._("Claims settled in the quarter: %s.", len(mine))
        return amount, text, self._claims_action(mine)

    def _claims_action(self, claims):
        if not claims:
            return None
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("VAT claims of %s", self.name),
            "res_model": "ipai.bir.vat.claim",
            "views": [[False, "list"], [False, "form"]],
            "domain": [["id", "in", claims.ids]],
        }

    def _review_obstacles(self):
        return [*super()._review_obstacles(), *self._moved_claims()]

    def _moved_claims(self):
        """A sentence when a claim or its settlement changed since the computation."""
        boxes = self.box_ids.filtered(
            lambda box: (box.box_id.reads or "").startswith("vat_claims:")
        )
        provided = self.sudo()._provide_vat_claims() if boxes else {}
        moved = []
        for box in boxes:
            now = provided.get(box.box_id.reads.split(":")[1])
            if now and not (box.has_source and box._computed_decimal() == now[0]):
                moved.append(box.code)
        if not moved:
            return []
        return [
            self.env._(
                "VAT claims changed since the return was computed (%s): compute again.",
                ", ".join(moved),
            )
        ]

    def _checks(self):
        codes = super()._checks()
        return [*codes, "vat_claims"] if self.form_id.tax_type == "vat" else codes

    def _check_vat_claims(self):
        """Claims nobody decided about, and claims that no longer stand."""
        claims = self._vat_claims(
            [("date_to", ">=", self.date_from), ("date_to", "<=", self.date_to)]
        )
        findings = []
        open_claims = claims.filtered(
            lambda claim: claim.state == "candidate" and not claim.obstacles
        )
        if open_claims:
            amount = sum((c._decimal("amount") for c in open_claims), Decimal(0))
            text = self.env._(
                "VAT claims on overdue invoices that wait for a decision: %(count)s "
                "(%(amount)s).",
                count=len(open_claims),
                amount=f"{amount:,.2f}",
            )
            findings.append(self._claim_finding("note", "open", text, open_claims))
        broken = claims.filtered(
            lambda claim: claim.state == "confirmed" and claim._no_longer_stands()
        )
        if broken:
            text = self.env._(
                "Claimed, but the invoice is no longer posted or no longer as it was "
                "when it was claimed: %s.",
                ", ".join(broken.mapped("name")),
            )
            findings.append(self._claim_finding("error", "broken", text, broken))
        return findings

    def _claim_finding(self, level, kind, text, claims):
        return {
            "level": level,
            "text": text,
            "key": f"{kind}:{','.join(map(str, sorted(claims.ids)))}",
            "res_model": "ipai.bir.vat.claim",
            "ids": claims.ids,
        }
