# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from ..tools import tin


class IpaiBirReturnHeader(models.Model):
    """What the items of a return's heading say, and which of them a form insists on."""

    _inherit = "ipai.bir.return"

    def _read_header(self):
        """Fill the items without amounts that nobody types."""
        values = {**self._period_items(), **self._taxpayer_items()}
        for box in self.box_ids.filtered(lambda b: b.kind == "header"):
            if not box.box_id._is_typed_header():
                box.text = self._header_text(box.box_id.reads, values) or False

    def _header_text(self, reads, values):
        name, _colon, rest = reads.partition(":")
        if name == "text":
            return rest
        if name == "nonzero":
            return self._yes(bool(self._box(rest)._decimal()))
        return values[name]

    def _yes(self, is_so):
        return self.env._("Yes") if is_so else self.env._("No")

    def _period_items(self):
        """{name: text} of what the period and its chain of returns say."""
        last_month = int(self.company_id.sudo().fiscalyear_last_month)
        quarters = dict(self._fields["quarter"].selection)
        due_date = self.form_id._due_date(self.company_id, self.date_to)
        short = (self.date_from, self.date_to) != self._whole_period()
        return {
            "period_type": self.env._("Calendar")
            if last_month == 12
            else self.env._("Fiscal"),
            "year_ended": f"{last_month:02d}/{self.year}",
            "year": str(self.year),
            "quarter": quarters.get(self.quarter, ""),
            "month": f"{self.date_to:%m/%Y}",
            "period": f"{self.date_from:%m/%d/%Y} - {self.date_to:%m/%d/%Y}",
            "due_date": f"{due_date:%m/%d/%Y}" if due_date else "",
            "amended": self._yes(bool(self.amends_id)),
            "short_period": self._yes(short),
        }

    def _taxpayer_items(self):
        """{name: text} of what the company says about itself."""
        company = self.company_id.sudo()
        partner = company.partner_id
        number, branch = company._ipai_tin() or (None, tin.HEAD_OFFICE)
        labels = dict(company._fields["ipai_taxpayer_class"].selection)
        street = [partner.street, partner.street2, partner.city, partner.state_id.name]
        return {
            "tin": tin.written(number),
            "tin_branch": tin.written(number, branch),
            "rdo": company._ipai_rdo(),
            "taxpayer_name": company.name,
            "address": ", ".join(filter(None, street)),
            "zip": partner.zip,
            "phone": company.phone,
            "email": company.email,
            "category": self.env._("Government")
            if company.ipai_is_government
            else self.env._("Private"),
            "top_withholding_agent": self._yes(company.ipai_is_top_withholding_agent),
            "taxpayer_class": labels.get(company.ipai_taxpayer_class, ""),
            "tax_relief": self._yes(bool(company.ipai_tax_relief)),
            "tax_relief_specify": company.ipai_tax_relief,
        }

    def set_text(self, code, text):
        """Say what an item of the heading says that a person decides.

        :param text: free text, or one of the choices of the item; empty to clear it
        """
        record = self._open_to_person()
        box = record._box(code)
        if not (box.kind == "header" and box.is_editable):
            raise UserError(self.env._("Item %s is filled in and not typed.", code))
        text, choices = (text or "").strip(), box.box_id._header_choices()
        if text and choices and text not in choices:
            raise UserError(
                self.env._(
                    "“%(text)s” cannot be chosen in item %(item)s: choose one of "
                    "%(choices)s.",
                    text=text,
                    item=code,
                    choices=", ".join(choices),
                )
            )
        box.write({"text": text or False, "is_entered": bool(text)})
        self._follow_person()
        return True

    def _header_notices(self):
        """Items the BIR's program refuses a return without."""
        no_tin = self.env._(
            "The TIN of the company is missing or not written like "
            "123-456-789-00000: set it as Tax ID of the company."
        )
        needed = {
            "tin": no_tin,
            "tin_branch": no_tin,
            "rdo": self.env._("Set the RDO code of the company."),
            "address": self.env._("Set the street and city of the company."),
            "zip": self.env._("Set the ZIP code of the company."),
            "phone": self.env._("Set the phone number of the company."),
            "taxpayer_class": self.env._("Set the taxpayer class of the company."),
        }
        return [
            {"box": box.code, "level": "warning", "text": needed[box.box_id.reads]}
            for box in self.box_ids
            if box.box_id.reads in needed and not box.text
        ]

    def _provide_rates(self):
        """Rates that the catalogue of tax codes gives at the end of the period.

        :return: {code in lower case: (percent, source, action)}
        """
        catalogue = self.env["ipai.bir.atc"].sudo()
        provided = {}
        for code in ("IC010", "IC055"):
            atc = catalogue._on(code, self.date_to)
            if atc:
                text = self.env._(
                    "%(code)s %(name)s: %(rate)s%% on %(day)s. %(note)s",
                    code=code,
                    name=atc.name,
                    rate=f"{atc.rate:g}",
                    day=self.date_to,
                    note=atc.note or "",
                )
                provided[code.lower()] = (atc._decimal_rate(), text.strip(), None)
        return provided
