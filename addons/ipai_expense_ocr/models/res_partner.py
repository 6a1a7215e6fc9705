# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..tools.likeness import likeness
from ..tools.receipt import name_words, tin_digits

# A name is almost the same with so many of its letters in the same order, and by far
# the nearest with so much between it and the next. Short names are too much alike.
ALMOST = 0.9
BY_FAR = 0.05
SHORTEST_LIKE = 6
MOST_COMPARED = 2000


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _ipai_find_vendor(self, tin, name, company):
        """The partner a receipt was issued by, or an empty recordset.

        What a person decided about the same reading before counts most. Then the TIN
        decides when a partner has it. Otherwise the name must be the same word by
        word, and point to one partner only: a guess between two would book the
        purchase on the wrong supplier. At last a vendor of the company whose name
        differs in a letter or two, as readers misread them, and by far the nearest.
        """
        return (
            self._ipai_find_by_correction(tin, name, company)
            or self._ipai_find_by_tin(tin, company)
            or self._ipai_find_by_name(name, company)
            or self._ipai_find_by_likeness(tin, name, company)
        )

    def _ipai_find_by_correction(self, tin, name, company):
        """The vendor a person put in place of what was read in the same way."""
        corrections = self.env["ipai.expense.correction"].sudo()
        row = corrections._ipai_of_reading("vendor_id", tin, name, company)
        known = row.partner_id.filtered("active")
        return self.browse(
            known.filtered_domain(self._check_company_domain(company)).ids
        )

    def _ipai_find_by_tin(self, tin, company):
        number, branch = tin_digits(tin)
        if not number:
            return self.browse()
        pattern = "%" + "%".join(number) + "%"
        candidates = self.search(
            [
                *self._check_company_domain(company),
                ("vat", "=like", pattern),
            ]
        ).filtered(lambda partner: tin_digits(partner.vat)[0] == number)
        # One taxpayer may be kept once a branch: the same branch first, then the
        # head office, then whichever came first.
        return candidates.sorted(
            lambda partner: (
                tin_digits(partner.vat)[1] != branch,
                bool(tin_digits(partner.vat)[1]),
                bool(partner.parent_id),
                partner.id,
            )
        )[:1]

    def _ipai_find_by_name(self, name, company):
        words = name_words(name)
        if not words:
            return self.browse()
        pattern = "%" + "%".join(word[0] for word in words) + "%"
        domain = [*self._check_company_domain(company), ("parent_id", "=", False)]
        # The first letters narrow the table down without caring about accents or
        # apostrophes inside a word; the words themselves are compared below.
        candidates = self.search([*domain, ("name", "=ilike", pattern)]).filtered(
            lambda partner: name_words(partner.name) == words
        )
        return candidates if len(candidates) == 1 else self.browse()

    def _ipai_find_by_likeness(self, tin, name, company):
        """The one vendor whose name is almost what was read; not one with another
        TIN."""
        words = " ".join(name_words(name))
        if len(words) < SHORTEST_LIKE:
            return self.browse()
        number = tin_digits(tin)[0]
        vendors = self.search(
            [
                *self._check_company_domain(company),
                ("parent_id", "=", False),
                ("supplier_rank", ">", 0),
            ],
            order="supplier_rank desc, id desc",
            limit=MOST_COMPARED,
        )
        shares = {
            vendor: likeness(words, " ".join(name_words(vendor.name)))
            for vendor in vendors
            if not number or tin_digits(vendor.vat)[0] in (number, None)
        }
        ranked = sorted(shares, key=shares.get, reverse=True)[:2]
        if not ranked or shares[ranked[0]] < ALMOST:
            return self.browse()
        if len(ranked) == 2 and shares[ranked[0]] - shares[ranked[1]] < BY_FAR:
            return self.browse()
        return ranked[0]
