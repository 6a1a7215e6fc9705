# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

WITHHOLDING = ("withholding_expanded", "withholding_final", "vat_withheld")
LISTED = ("vat", "withholding_expanded", "withholding_final", "percentage")
ABROAD = ("purchase_nonresident_services", "purchase_import", "purchase_import_exempt")


class IpaiBirReturnCheckTax(models.Model):
    """Whether taxes, partners and bases are what the lists and the BIR expect."""

    _inherit = "ipai.bir.return"

    def _checks(self):
        codes, kind = super()._checks(), self.form_id.tax_type
        if kind in WITHHOLDING:
            codes += ["atc_rate", "vat_in_base"]
        if kind in LISTED and self.frequency != "monthly":
            codes.append("partner_tin")
        if kind in LISTED:
            codes.append("negative_base")
        return codes

    def _used_taxes(self):
        """Taxes this return answers for that items of the period carry."""
        used = self._read_cube().used()
        rules = self.env["ipai.bir.ledger"]._rules(self._family_taxes())
        return self._family_taxes().filtered(
            lambda tax: not rules[tax.id].carriers.isdisjoint(used)
        )

    def _check_atc_rate(self):
        """Taxes without an ATC, or at another rate than the ATC has."""
        findings = []
        for tax in self._used_taxes():
            problem = tax._ipai_atc_problem(self.date_to)
            if problem:
                findings.append(
                    {
                        "level": "warning" if tax._ipai_atc() else "error",
                        "text": problem,
                        "key": f"{tax.id} {tax._ipai_atc()} {tax.amount}",
                        "res_model": "account.tax",
                        "ids": tax.ids,
                    }
                )
        return findings

    def _check_vat_in_base(self):
        """Withholding is on the amount without VAT (RR 2-98 Sec. 2.57.2; RMC 42-99)."""
        used = self._read_cube().used()
        everything = self.env["account.tax"]._ipai_of(self._filed_companies())
        vat = everything.filtered(
            lambda tax: (
                tax.id in used
                and tax.include_base_amount
                and (tax.ipai_tax_class or "").startswith("purchase_")
            )
        )
        findings = []
        for tax in self._used_taxes().filtered("is_base_affected"):
            before = vat.filtered(lambda v, tax=tax: v.sequence <= tax.sequence)
            if before:
                text = self.env._(
                    "%(tax)s is computed on an amount that includes VAT (%(vat)s): the "
                    "base of withholding is without VAT.",
                    tax=tax.name,
                    vat=", ".join(before.mapped("name")),
                )
                findings.append(
                    {
                        "level": "warning",
                        "text": text,
                        "key": f"{tax.id} {before.ids}",
                        "res_model": "account.tax",
                        "ids": (tax | before).ids,
                    }
                )
        return findings

    def _check_partner_tin(self):
        """Partners of the period whom the lists cannot name by a TIN."""
        taxes = self._family_taxes().filtered(
            lambda tax: tax.ipai_tax_class not in ABROAD
        )
        ledger = self.env["ipai.bir.ledger"].sudo()
        rows = ledger.by_partner(self._period(), taxes)
        ids = {row["partner_id"] for row in rows}
        partners = self.env["res.partner"].sudo()
        partners = partners.with_context(active_test=False).browse(ids - {None})
        home = self.company_id.country_id
        # read in one go: partners have many fields, and there may be many of them
        partners.fetch(["vat", "country_id", "commercial_partner_id", "name"])
        nameless = partners.filtered(
            lambda p: p.country_id in (home, home.browse()) and not p._ipai_tin()
        )
        findings = []
        if None in ids:
            findings.append(self._without_partner(ledger, taxes))
        if nameless:
            text = self.env._(
                "Partners of the period without a TIN written like "
                "123-456-789-00000 (%(count)s): %(names)s.",
                count=len(nameless),
                names=self._few_names([p.name or "" for p in nameless]),
            )
            findings.append(
                {
                    "level": "warning",
                    "text": text,
                    "key": "partners",
                    "res_model": "res.partner",
                    "ids": nameless.ids,
                }
            )
        return findings

    def _without_partner(self, ledger, taxes):
        domain = ledger.lines_domain_for(self._period(), taxes, None)
        count = self.env["account.move.line"].sudo().search_count(domain)
        text = self.env._(
            "Items of the period with a tax but without a partner: %s. Lists cannot "
            "name whose they are.",
            count,
        )
        return {
            "level": "warning",
            "text": text,
            "key": f"no partner {count}",
            "res_model": "account.move.line",
            "domain": domain,
            "count": count,
        }

    def _check_negative_base(self):
        """A base below zero: more was credited than booked."""
        return [
            {
                "level": "warning",
                "box": box.code,
                "text": self.env._(
                    "Item %s is below zero: more was credited in the period than "
                    "booked. The BIR's programs take no negative base.",
                    box.code,
                ),
                "key": f"{box.code} {box.amount}",
            }
            for box in self.box_ids
            if box.kind == "tax_base" and box.amount < 0
        ]
