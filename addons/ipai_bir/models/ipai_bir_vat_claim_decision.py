# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.period import Calendar

FILED = ("filed", "paid")


class IpaiBirVatClaimDecision(models.Model):
    """A person claims the VAT of an overdue invoice, or decides not to."""

    _inherit = "ipai.bir.vat.claim"

    def action_confirm(self):
        """Claim the VAT in the quarter's 2550Q and say so on the invoice."""
        self.check_access("write")
        for claim in self:
            claim._refuse_filed()
            if claim.state == "confirmed":
                continue
            claim.sudo()._take_conditions()
            claim._refuse_obstacles()
        fresh = self.filtered(lambda claim: claim.state != "confirmed").sudo()
        fresh.write(
            {
                "state": "confirmed",
                "confirmed_by_id": self.env.uid,
                "confirmed_at": fields.Datetime.now(),
            }
        )
        for claim in fresh:
            claim.move_id.message_post(body=claim._mark_text())
        return True

    def _refuse_obstacles(self):
        if self.obstacles:
            raise UserError(
                self.env._(
                    "%(name)s cannot be claimed. %(why)s",
                    name=self.name,
                    why=self.obstacles,
                )
            )
        if self.kind == "unpaid" and not self.evidence:
            raise UserError(
                self.env._(
                    "Attach the invoice that %s marked “Claimed Output VAT Credit” "
                    "before you confirm.",
                    self.partner_id.name,
                )
            )

    def _mark_text(self):
        """What is said on the invoice."""
        values = {
            "amount": f"{self.currency_id.name} {self._decimal('amount'):,.2f}",
            "period": Calendar("quarterly").name(self.year, int(self.quarter)),
        }
        if self.kind == "unpaid":
            text = self.env._(
                "Input VAT on an unpaid payable: %(amount)s deducted in 2550Q "
                "%(period)s."
            )
        else:
            text = self.env._(
                "Claimed Output VAT Credit: %(amount)s in 2550Q %(period)s."
            )
        return text % values

    def action_cancel(self):
        """Decide not to claim. What was claimed is taken back by a reviewer only."""
        self.check_access("write")
        claimed = self.filtered(lambda claim: claim.state == "confirmed")
        if claimed and not self.env.user.has_group("ipai_base.group_reviewer"):
            raise AccessError(
                self.env._("A finance reviewer takes a claim back: ask one.")
            )
        for claim in claimed:
            claim._refuse_filed()
            claim.move_id.sudo().message_post(
                body=self.env._("The claim of %s is taken back.", claim._mark_text())
            )
        self.sudo().write({"state": "cancelled"})
        return True

    def action_candidate(self):
        """Decide anew about claims that were left out."""
        self.check_access("write")
        self.filtered(lambda c: c.state == "cancelled").sudo().write(
            {"state": "candidate"}
        )
        return True

    def _refuse_filed(self):
        """A filed return keeps its claims, until somebody amends it."""
        returns = self._returns()
        if returns and all(record.state in FILED for record in returns):
            raise UserError(
                self.env._(
                    "%s is filed. Amend it before you change what it claims.",
                    returns[0].name,
                )
            )

    def _returns(self):
        """The 2550Q, with its amendments, of the quarter of the claim."""
        self.ensure_one()
        return (
            self.env["ipai.bir.return"]
            .sudo()
            .search(
                [
                    ("form_id.tax_type", "=", "vat"),
                    ("company_id", "=", self.company_id._ipai_filer().id),
                    ("date_from", "<=", self.date_to),
                    ("date_to", ">=", self.date_to),
                ]
            )
        )
