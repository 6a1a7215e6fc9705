# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os

from odoo.tests import HttpCase, tagged

from .test_call import log


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    def test_calls_and_check(self):
        """An administrator finds a failed call and checks the connection."""
        self.assertTrue(os.environ["IPAI_SIDECAR_URL"])
        admin = self.env.ref("base.user_admin")
        partner = self.env["res.partner"].create({"name": "Tour vendor"})
        log(
            self.env,
            purpose="Read receipt",
            state="failed",
            error="The file is damaged.",
            user_id=admin.id,
            company_id=admin.company_id.id,
            res_model="res.partner",
            res_id=partner.id,
        )
        calls = self.env["ipai.call"]
        before = calls.search([]).ids
        self.start_tour("/odoo", "ipai_base_calls_and_check", login="admin")
        checks = calls.search([("id", "not in", before)])
        self.assertEqual(sorted(checks.mapped("path")), ["/health", "/whoami"])
        self.assertEqual(set(checks.mapped("state")), {"done"})
