# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import float_compare

# Classes whose tax is worked out from the rate of the code, not of the tax.
RATE_OF_CODE = ("withholding_exempt", "sale_percentage")


class AccountTax(models.Model):
    """The alphanumeric tax code of a tax, beside what the catalogue says of it.

    The tax itself stays as its owner wrote it: the localisation of 18.0 ships codes
    and rates that do not belong together.
    """

    _inherit = "account.tax"

    ipai_atc_problem = fields.Char(
        string="Code and rate",
        compute="_compute_ipai_atc_problem",
        help="What does not fit the catalogue of tax codes today.",
    )

    @api.depends("amount", "ipai_tax_class", "l10n_ph_atc")
    def _compute_ipai_atc_problem(self):
        today = fields.Date.context_today(self)
        catalogue = self.env["ipai.bir.atc"].sudo()._in_force(today)
        for tax in self:
            kind = tax.ipai_tax_class or ""
            coded = kind.startswith("withholding_") or kind == "sale_percentage"
            problem = coded and tax._ipai_atc_problem(today, catalogue)
            tax.ipai_atc_problem = problem or False

    def _ipai_atc(self):
        """The alphanumeric tax code written on the tax, or "".

        The Philippine localisation keeps it in `l10n_ph_atc` on 18.0 and 19.0.
        """
        self.ensure_one()
        field = "l10n_ph_atc"
        return (self[field] or "").strip().upper() if field in self._fields else ""

    def _ipai_atc_problem(self, day, catalogue=None):
        """What is wrong with the code of a tax on `day`; "" if nothing.

        :param catalogue: `_in_force(day)` of the codes, when it is read already
        """
        self.ensure_one()
        code = self._ipai_atc()
        if not code:
            return self.env._("The tax %s has no ATC.", self.name)
        if catalogue is None:
            catalogue = self.env["ipai.bir.atc"].sudo()._in_force(day)
        atc = catalogue.get(code)
        if not atc:
            return self.env._(
                "The tax %(tax)s carries ATC %(code)s, which the catalogue does not "
                "have on %(day)s.",
                tax=self.name,
                code=code,
                day=fields.Date.to_string(day),
            )
        fits = (
            self.ipai_tax_class in RATE_OF_CODE
            or not atc.rate
            or not float_compare(abs(self.amount), atc.rate, precision_digits=4)
        )
        if fits:
            return ""
        return self.env._(
            "The tax %(tax)s withholds %(rate)s%%, but ATC %(code)s is %(right)s%% on "
            "%(day)s: correct the rate or the code. %(note)s",
            tax=self.name,
            rate=f"{abs(self.amount):g}",
            code=code,
            right=f"{atc.rate:g}",
            day=fields.Date.to_string(day),
            note=atc.note or "",
        ).strip()
