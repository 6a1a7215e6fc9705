# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CardCase


@tagged("post_install", "-at_install")
class TestRights(CardCase):
    def test_holder_reads_their_own(self):
        statement = self._import(("03/05/2026", "PETRON", "1500"))
        own = statement.with_user(self.maria.user_id)
        self.assertEqual(own.line_ids.amount, 1500)
        self.assertEqual(own.line_ids.state, "no_receipt")
        with self.assertRaises(AccessError):
            own.line_ids.write({"kind": "fee"})

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_others_see_nothing(self):
        statement = self._import(("03/05/2026", "PETRON", "1500"))
        stranger = self._create_user("some.stranger", "base.group_user")
        self.assertFalse(
            self.env["ipai.card.line"].with_user(stranger).search([]).exists()
        )
        with self.assertRaises(AccessError):
            statement.with_user(stranger).read(["name"])

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_only_accountants_import(self):
        with self.assertRaises(AccessError):
            self.env["ipai.card.import"].with_user(self.maria.user_id).create(
                {"card_id": self.card.id}
            )

    def test_billing_user_does_the_whole_way(self):
        clerk = self._create_user("clerk", "account.group_account_invoice")
        self._spend(1500, "Petron")
        wizard = self._wizard(
            self._file(
                ("03/05/2026", "PETRON", "1500"),
                ("03/06/2026", "FEE", "10"),
                ("03/07/2026", "JOLLIBEE", "80"),
            )
        )
        action = wizard.with_user(clerk).action_import()
        statement = (
            self.env["ipai.card.statement"].with_user(clerk).browse(action["res_id"])
        )
        lines = {line.description: line for line in statement.line_ids}
        self.assertEqual(lines["PETRON"].state, "matched")
        lines["FEE"].action_fee()
        lines["JOLLIBEE"].action_ask_receipt()
        self.assertEqual(lines["JOLLIBEE"].state, "asked")
