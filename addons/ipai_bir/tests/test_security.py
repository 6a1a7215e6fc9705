# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import BooksCase


@tagged("post_install", "-at_install")
class TestSecurity(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_company("Molave Inc", "111-222-333-000")
        cls.record = cls.make_return()
        cls.viewer = cls.user("vic", "ipai_base.group_viewer")
        cls.analyst = cls.user("ana", "ipai_base.group_analyst")
        cls.outsider = cls.user("otto", "ipai_base.group_analyst", cls.other)
        cls.portal = cls.user("pia", "base.group_portal")
        cls.plain = cls.user("pete", "base.group_user")

    @classmethod
    def user(cls, login, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    def test_viewer_reads_and_changes_nothing(self):
        self.record.action_compute()
        record = self.record.with_user(self.viewer).with_context(
            allowed_company_ids=self.viewer.company_ids.ids
        )
        self.assertFalse(record.sheet["editable"])
        self.assertTrue(record.render_pdf().startswith(b"%PDF"))
        for change in (
            record.action_compute,
            record.action_draft,
            lambda: record.set_box("22", "1"),
            lambda: record.set_row("S4", {"E": "1"}),
            lambda: record.box_ids[:1].write({"amount": 1}),
            lambda: record.copy({"quarter": "1"}),
            record.unlink,
        ):
            with self.assertRaises(AccessError):
                change()

    def test_analyst_makes_computes_and_opens(self):
        vat = self.make_tax("vat", "sale", 12, "sale_vatable")
        self.post("out_invoice", "2026-07-01", [(100, [vat])])
        env = self.env(user=self.analyst.id, context={})
        record = env["ipai.bir.return"].create(
            {"form_code": "2550Q", "year": 2026, "quarter": "1"}
        )
        self.assertEqual(record.company_id, self.company)
        record = self.record.with_env(env)
        record.action_compute()
        record.set_box("22", "1")
        row = record.set_row("S4", {"E": "1"})
        record.remove_row(row)
        action = record.action_open_lines("31A")
        lines = env["account.move.line"].search(action["domain"])
        self.assertEqual(lines.mapped("balance"), [-100])
        with self.assertRaises(AccessError):
            lines.with_env(env).write({"name": "x"})

    def test_strangers_see_nothing(self):
        for user in (self.outsider, self.portal, self.plain):
            with self.subTest(user.login):
                record = self.record.with_user(user).with_context(
                    allowed_company_ids=user.company_ids.ids
                )
                with self.assertRaises(AccessError):
                    record.read(["name"])
                with self.assertRaises(AccessError):
                    record.action_compute()
                with self.assertRaises(AccessError):
                    record.box_ids.browse(self.record.box_ids[:1].id).read(["amount"])

    def test_strangers_take_no_step(self):
        self.record.action_compute()
        for user in (self.outsider, self.portal, self.plain):
            record = self.record.with_user(user).with_context(
                allowed_company_ids=user.company_ids.ids
            )
            for step in (
                record.action_compute,
                record.action_draft,
                lambda r=record: r.set_box("19", "1"),
                lambda r=record: r.set_row("S4", {"E": "1"}),
                lambda r=record: r.remove_row(1),
                lambda r=record: r.override_box("31A", "1", "Because"),
                lambda r=record: r.clear_override("31A"),
                lambda r=record: r.action_review("Because"),
                record.action_unreview,
                lambda r=record: r.file("X1"),
                lambda r=record: r.mark_paid("2026-10-26", "OR 1"),
                record.action_amend,
                record.action_open_amendment,
                record.action_check_drift,
                record.action_verify_proof,
                record.action_print,
                record.render_pdf,
                record.unlink,
                lambda r=record: r.amount("31A"),
                lambda r=record: r.action_open_lines("31A"),
                lambda r=record: r.write({"quarter": "1"}),
                lambda r=record: r.create(
                    {"form_code": "2550Q", "company_id": self.company.id, "year": 2025}
                ),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    with self.env.cr.savepoint():
                        step()
        self.assertEqual(self.record.state, "computed")

    def test_forms_are_read_only_for_those_who_prepare(self):
        box = self.record.edition_id.box_ids[:1]
        self.assertTrue(box.with_user(self.viewer).label)
        with self.assertRaises(AccessError):
            box.with_user(self.analyst).label = "x"
