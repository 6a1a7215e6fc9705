# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..tools import formula
from .ipai_bir_return_source import RETURN_KINDS


class IpaiBirReturnNotices(models.Model):
    """What a return says about its taxpayer, and what a preparer should look at."""

    _inherit = "ipai.bir.return"

    def _header_values(self):
        """What the items of the heading can read, by name."""
        company = self.company_id.sudo()
        tin = company._ipai_tin()
        last_month = int(company.fiscalyear_last_month)
        labels = dict(company._fields["ipai_taxpayer_class"].selection)
        quarters = dict(self._fields["quarter"].selection)
        partner = company.partner_id
        street = [partner.street, partner.street2, partner.city, partner.state_id.name]
        yes, no = self.env._("Yes"), self.env._("No")
        short = (self.date_from, self.date_to) != self._whole_period()
        return {
            "period_type": self.env._("Calendar")
            if last_month == 12
            else self.env._("Fiscal"),
            "year_ended": f"{last_month:02d}/{self.year}",
            "quarter": quarters.get(self.quarter, ""),
            "period": f"{self.date_from:%m/%d/%Y} - {self.date_to:%m/%d/%Y}",
            "amended": yes if self.amends_id else no,
            "short_period": yes if short else no,
            "tin": f"{tin[0][:3]}-{tin[0][3:6]}-{tin[0][6:]}-00000" if tin else "",
            "rdo": company._ipai_rdo(),
            "taxpayer_name": company.name,
            "address": ", ".join(filter(None, street)),
            "zip": partner.zip,
            "phone": company.phone,
            "email": company.email,
            "taxpayer_class": labels.get(company.ipai_taxpayer_class, ""),
            "tax_relief": yes if company.ipai_tax_relief else no,
            "tax_relief_specify": company.ipai_tax_relief,
        }

    def _found_notices(self, amounts):
        """What a preparer should look at, by box: [{box, level, text}]."""
        notices = self._header_notices()
        for box in self.box_ids:
            notices += self._box_notices(box, amounts)
        return notices

    def _box_notices(self, box, amounts):
        definition = box.box_id
        notices = []
        if definition.check_formula:
            expected = formula.evaluate({"check": definition.check_formula}, amounts)
            if difference := amounts[box.code] - expected["check"]:
                text = self.env._(
                    "eBIRForms computes %(formula)s = %(expected)s here. The books "
                    "hold %(difference)s %(direction)s; they are not overwritten.",
                    formula=definition.check_formula,
                    expected=f"{expected['check']:,.2f}",
                    difference=f"{abs(difference):,.2f}",
                    direction=self.env._("more")
                    if difference > 0
                    else self.env._("less"),
                )
                notices.append({"box": box.code, "level": "note", "text": text})
        if definition.advice_when:
            advise = formula.evaluate({"advice": definition.advice_when}, amounts)
            if advise["advice"] > 0:
                notices.append(
                    {"box": box.code, "level": "warning", "text": definition.advice}
                )
        if box.kind in RETURN_KINDS and box.is_editable and not box.is_entered:
            notices.append(
                {"box": box.code, "level": "warning", "text": self._missing_advice(box)}
            )
        return notices

    def _missing_advice(self, box):
        if box.kind == "carry_over":
            return self.env._(
                "The return of the period before is not computed here. Type what it "
                "carried over, or compute it first."
            )
        form, reference = self._reference(box)
        calendar = form._calendar(self.company_id)
        first, last = self._referred_dates(reference)
        return self.env._(
            "%(form)s %(period)s is not computed here. Type what it says, or compute "
            "it first.",
            form=form.code,
            period=calendar.name(*calendar.period_of(first or last)),
        )

    def _header_notices(self):
        needed = {
            "tin": self.env._(
                "The TIN of the company is missing or not written like "
                "123-456-789-00000: set it as Tax ID of the company."
            ),
            "rdo": self.env._("Set the RDO code of the company."),
            "zip": self.env._("Set the ZIP code of the company."),
            "taxpayer_class": self.env._("Set the taxpayer class of the company."),
        }
        return [
            {"box": box.code, "level": "warning", "text": needed[box.box_id.reads]}
            for box in self.box_ids
            if box.box_id.reads in needed and not box.text
        ]
