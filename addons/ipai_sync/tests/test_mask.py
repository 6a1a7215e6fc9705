# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..tools.mask import (
    DOMAIN,
    HASH,
    KEEP,
    LAST4,
    LEAVE_OUT,
    key_of,
    masked,
    masked_sql,
    pads,
)
from .common import CommittedCase

VALUES = (
    "ana.cruz@acme.ph",
    " Ana.Cruz@ACME.ph ",
    "no address",
    "0917 555-12 34",
    "1234567",
    "1234-5678",
    "",
    None,
)


@tagged("post_install", "-at_install")
class TestMask(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Table = cls.env["ipai.sync.table"]
        cls.rules = cls.env["ipai.sync.mask"]

    def spec(self, model):
        return self.Table.search([("model", "=", model)])._spec()

    def column(self, model, name):
        columns = {column.name: column for column in self.spec(model).columns}
        return columns.get(name)

    def test_sql_hides_as_python_does(self):
        self.env.cr.execute("select mask_inner from ipai_sync_origin")
        key = key_of(bytes(self.env.cr.fetchone()[0]))
        for mask in (HASH, LAST4, DOMAIN, LEAVE_OUT):
            for value in VALUES:
                sql = masked_sql(mask, "given.value")
                self.env.cr.execute(
                    f"select {sql} from (values (%s::text)) as given (value)", [value]
                )
                [[found]] = self.env.cr.fetchall()
                self.assertEqual(found, masked(mask, value, key), (mask, value))

    def test_what_is_left_of_a_value(self):
        key = b"k" * 32
        self.assertEqual(key_of(pads(key)[0])[:32], key)
        self.assertEqual(masked(DOMAIN, "ana@ACME.ph", key), "@acme.ph")
        self.assertIsNone(masked(DOMAIN, "ana at acme", key))
        self.assertEqual(masked(LAST4, "0012-3456-789", key), "****6789")
        self.assertEqual(masked(LAST4, "1234567", key), "****")
        self.assertEqual(len(masked(HASH, "Ana", key)), 32)
        self.assertEqual(masked(HASH, "Ana", key), masked(HASH, "ana ", key))
        self.assertNotEqual(masked(HASH, "Ana", key), masked(HASH, "Ana", b"other"))

    def test_each_database_has_a_key_of_its_own(self):
        self.env["ipai.sync.capture"]._drop()
        self.env["ipai.sync.capture"]._refresh()
        self.env.cr.execute("select mask_inner, mask_outer from ipai_sync_origin")
        inner, outer = (bytes(pad) for pad in self.env.cr.fetchone())
        self.assertEqual(pads(key_of(inner)), (inner, outer))
        self.env["ipai.sync.capture"]._refresh()
        self.env.cr.execute("select mask_inner from ipai_sync_origin")
        self.assertEqual(bytes(self.env.cr.fetchone()[0]), inner)

    def test_a_bank_account_number_is_never_sent_whole(self):
        number = self.column("res.partner.bank", "acc_number")
        self.assertEqual((number.mask, number.persons), (LAST4, False))
        rule = self.env.ref("ipai_sync.mask_account_number")
        for action, left_out in (
            (KEEP, True),
            (DOMAIN, True),
            (LEAVE_OUT, True),
            (HASH, False),
        ):
            rule.action = action
            spec = self.spec("res.partner.bank")
            self.assertEqual("acc_number" in spec.left_out, left_out, action)
        rule.unlink()
        self.assertIn("acc_number", self.spec("res.partner.bank").left_out)

    def test_the_first_rule_decides(self):
        self.assertTrue(self.column("res.partner", "email").persons)
        self.rules.create(
            {"name": "None", "sequence": 1, "field": "email", "action": LEAVE_OUT}
        )
        self.assertIn("email", self.spec("res.partner").left_out)

    def test_what_is_no_text_is_left_out(self):
        self.rules.create(
            {
                "name": "Figures",
                "sequence": 1,
                "model": "res.partner",
                "field": "c*_id",
                "action": HASH,
            }
        )
        spec = self.spec("res.partner")
        self.assertLessEqual({"company_id", "country_id"}, set(spec.left_out))
        described = self.Table._described(spec)["fields"]
        country = next(field for field in described if field["name"] == "country_id")
        self.assertEqual((country["type"], country["masked"]), ("absent", LEAVE_OUT))

    def test_a_rule_for_persons_hides_all_where_nobody_knows_companies(self):
        self.env.ref("ipai_sync.mask_employee_name").write(
            {"active": True, "persons_only": True}
        )
        name = self.column("hr.employee", "name")
        self.assertEqual((name.mask, name.persons), (HASH, False))

    def test_a_rule_tells_what_it_hides(self):
        rule = self.env.ref("ipai_sync.mask_account_number")
        self.assertIn("res.partner.bank: acc_number", rule.hidden_names.split("\n"))
        self.assertEqual(rule.field_count, len(rule.hidden_names.split("\n")))
        self.assertFalse(self.env.ref("ipai_sync.mask_partner_tin").field_count)

    def test_a_changed_rule_sends_the_table_again_and_is_noted(self):
        partner = self.Table.search([("model", "=", "res.partner")])
        self.Table._note_drift()
        before = partner._spec().fingerprint
        self.env.ref("ipai_sync.mask_partner_tin").active = True
        self.assertNotEqual(partner._spec().fingerprint, before)
        change = partner.drift_ids[:1]
        self.assertEqual((change.field, change.cause), ("vat", "mask"))
        self.assertIn("last4 of persons", change.after)

    def test_administrators_make_rules_viewers_look(self):
        viewer = new_test_user(
            self.env, "mask_viewer", groups="base.group_user,ipai_base.group_viewer"
        )
        rule = self.env.ref("ipai_sync.mask_email").with_user(viewer)
        self.assertTrue(rule.name)
        with self.assertRaises(AccessError):
            rule.action = KEEP


@tagged("post_install", "-at_install")
class TestMaskedImages(CommittedCase):
    def test_persons_are_masked_companies_are_not(self):
        values = {
            "email": "ana@acme.ph",
            "phone": "0917 555 1234",
            "street": "12 Mabini St",
            "city": "Cebu",
            "vat": False,
        }
        person = self.make("res.partner", name="Ana Cruz", **values)
        company = self.make("res.partner", name="Acme", is_company=True, **values)
        bank = self.make(
            "res.partner.bank", partner_id=company, acc_number="0012 3456 7890"
        )
        __, state = self.all_changes()
        row = state["res.partner", person]
        self.assertEqual(row["email"], "@acme.ph")
        self.assertEqual(row["phone"], "****1234")
        self.assertNotIn("street", row)
        self.assertEqual((row["name"], row["city"]), ("Ana Cruz", "Cebu"))
        row = state["res.partner", company]
        self.assertEqual(row["email"], "ana@acme.ph")
        self.assertEqual(row["street"], "12 Mabini St")
        self.assertEqual(state["res.partner.bank", bank]["acc_number"], "****7890")
