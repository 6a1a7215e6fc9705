# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import new_test_user

from .common import BooksCase


class PeopleCase(BooksCase):
    """Books with the people who prepare, review and file their returns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_company("Molave Inc", "111-222-333-000")
        cls.vat = cls.make_tax("vat", "sale", 12, "sale_vatable")
        cls.goods = cls.make_tax("goods", "purchase", 12, "purchase_goods")
        cls.ewt = cls.make_tax(
            "ewt", "purchase", -2, "withholding_expanded", l10n_ph_atc="WC160"
        )
        cls.books["partner"].vat = "222-333-444-00000"
        cls.analyst = cls.make_user("ana", "ipai_base.group_analyst")
        cls.reviewer = cls.make_user("rey", "ipai_base.group_reviewer")
        cls.chief = cls.make_user("chi", "ipai_base.group_administrator")

    @classmethod
    def make_user(cls, login, groups, companies=None):
        companies = companies or cls.company
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=companies[:1].id,
            company_ids=[(6, 0, companies.ids)],
        )

    @classmethod
    def seen_by(cls, record, user):
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def prepared(self, **values):
        """A return that the analyst computed, its warnings accepted."""
        record = self.make_return(**values)
        self.seen_by(record, self.analyst).action_compute()
        open_ones = record.check_ids.filtered(lambda c: c.level == "warning")
        if open_ones:
            self.seen_by(open_ones, self.analyst).accept("Known to the preparer")
        return record

    def reviewed(self, **values):
        record = self.prepared(**values)
        self.seen_by(record, self.reviewer).action_review()
        return record

    def filed(self, **values):
        record = self.reviewed(**values)
        self.seen_by(record, self.reviewer).file("EFPS-2026-0001", "2026-10-25")
        return record
