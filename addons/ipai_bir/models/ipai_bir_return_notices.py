# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..tools import formula
from .ipai_bir_return_source import RETURN_KINDS


class IpaiBirReturnNotices(models.Model):
    """What the boxes of a return have to say to its preparer."""

    _inherit = "ipai.bir.return"

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
