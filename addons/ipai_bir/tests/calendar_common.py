# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import new_test_user

from .common import BooksCase


class CalendarCase(BooksCase):
    """A company with people, and forms of the rules that the real ones have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        cls.other = cls.make_company("Molave Inc", "111-222-333-000")
        cls.branch = cls.make_company("Branch", "111-222-333-001", cls.other)
        cls.env = env
        cls.viewer = cls.make_user("vic", "ipai_base.group_viewer")
        cls.analyst = cls.make_user("ana", "ipai_base.group_analyst")
        cls.reviewer = cls.make_user("rey", "ipai_base.group_reviewer")
        cls.stranger = cls.make_user("otto", "ipai_base.group_reviewer", cls.other)
        cls.boss = cls.make_user("bea", "ipai_base.group_reviewer")
        cls.vat = cls.env.ref("ipai_bir.form_2550q")
        cls.certificates = cls.env.ref("ipai_bir.form_2307")
        cls.monthly = cls.env["ipai.bir.form"].create(
            {
                "code": "M-1",
                "name": "A monthly form",
                "frequency": "monthly",
                "due_rule": "+1m 10",
                "due_rule_december": "+1m 15",
                "is_staggered": True,
                "tax_type": "withholding_compensation",
                "is_calendar_only": True,
            }
        )

    @classmethod
    def make_user(cls, login, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            email=f"{login}@example.com",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def register(cls, form, date_from="2026-01-01", company=None, **values):
        return cls.env["ipai.bir.registration"].create(
            {
                "company_id": (company or cls.company).id,
                "form_id": form.id,
                "date_from": date_from,
                "owner_id": (cls.stranger if company else cls.analyst).id,
                **values,
            }
        )

    @classmethod
    def obligations(cls, form=None, company=None):
        domain = [("company_id", "=", (company or cls.company).id)]
        if form:
            domain.append(("form_id", "=", form.id))
        return cls.env["ipai.bir.obligation"].search(domain)

    @classmethod
    def obligation(cls, form, date_to):
        return cls.obligations(form).filtered(lambda o: str(o.date_to) == date_to)

    def due(self, form, date_to):
        return str(self.obligation(form, date_to).due_date)

    def as_user(self, record, user):
        """`record` as the web client of `user` would have it."""
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def file_return(self, record, reference="EFPS-1"):
        """Take a return through all its steps, as the people who do it."""
        self.as_user(record, self.analyst).action_compute()
        warnings = record.check_ids.filtered(lambda c: c.level == "warning")
        self.as_user(warnings, self.analyst).accept("Known")
        reviewer = self.as_user(record, self.reviewer)
        reviewer.action_review()
        reviewer.file(reference)
        return record
