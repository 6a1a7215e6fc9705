# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The link against the sidecar itself, which must run at IPAI_SIDECAR_URL."""

import os
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from ..exceptions import SidecarProblem, SidecarRefused, SidecarUnreachable
from .common import LinkCase


@tagged("post_install", "-at_install")
class TestRealSidecar(LinkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.url = os.environ["IPAI_SIDECAR_URL"]
        cls.secret = os.environ["IPAI_SIDECAR_SECRET"]
        cls.admin = cls.env.ref("base.user_admin")
        cls.sidecar = cls.env["ipai.sidecar"].with_user(cls.admin)

    def ask(self, method="GET", path="/whoami", **options):
        return self.sidecar.call(method, path, purpose="Ask", **options)

    def test_the_sidecar_knows_who_asks(self):
        caller = self.ask()
        self.assertEqual(caller["login"], self.admin.login)
        self.assertEqual(caller["name"], self.admin.name)
        self.assertEqual(caller["company_ids"], self.env.companies.ids)
        self.assertEqual(
            caller["groups"], ["viewer", "analyst", "reviewer", "administrator"]
        )
        self.assertEqual(self.last_call().state, "done")

    def test_a_scope_given_by_the_code_is_granted(self):
        nobody = self.env["res.users"].create({"name": "N", "login": "nobody"})
        self.sidecar = self.sidecar.with_user(nobody)
        self.assertEqual(self.ask()["scopes"], [])
        self.assertEqual(
            self.ask(scopes=["documents:read"])["scopes"], ["documents:read"]
        )

    def test_a_wrong_secret_names_the_setting(self):
        self.connect(self.url, "wrong-" + self.secret)
        with self.refused(SidecarRefused) as caught:
            self.ask()
        self.assertIn("the secrets differ", str(caught))
        self.assertIn("Settings > Workbench", str(caught))
        self.assertEqual(
            (caught.error.status, caught.error.code), (401, "wrong_secret")
        )
        self.assertRecordValues(
            self.last_call(),
            [{"state": "failed", "error": str(caught), "status": 401}],
        )

    def test_a_wrong_clock_is_named(self):
        clock = freeze_time(datetime.now() - timedelta(minutes=5), tick=True)
        with clock, self.refused(SidecarRefused) as caught:
            self.ask()
        self.assertRegex(str(caught), r"differ by (29\d|30\d) seconds")

    def test_what_a_user_may_not_do_is_refused(self):
        nobody = self.env["res.users"].create({"name": "N", "login": "nobody"})
        self.sidecar = self.sidecar.with_user(nobody)
        with self.refused(SidecarRefused) as caught:
            self.ask("GET", "/jobs")
        self.assertEqual(caught.error.status, 403)
        self.assertIn("jobs:read", str(caught))

    def test_a_problem_is_its_sentence(self):
        with self.refused(SidecarProblem) as caught:
            self.ask(path="/nothing-here")
        self.assertIn("/nothing-here", str(caught))
        self.assertEqual((caught.error.status, caught.error.code), (404, "not_found"))

    def test_a_file_that_is_too_large_is_named(self):
        content = b"%PDF" + bytes(40 * 1024 * 1024)
        file = ("file", "scan.pdf", content, "application/pdf")
        with self.refused(SidecarProblem) as caught:
            self.ask("POST", "/documents/receipts", files=[file])
        self.assertEqual(
            (caught.error.status, caught.error.code), (413, "file_too_large")
        )
        call = self.last_call()
        self.assertEqual((call.state, call.error), ("failed", str(caught)))
        self.assertEqual(call.files, "scan.pdf (40.0 MB)")

    def test_a_dead_sidecar_is_named_quickly(self):
        self.connect("http://127.0.0.1:9", self.secret)
        with self.refused(SidecarUnreachable) as caught:
            self.ask()
        self.assertIn("is not running at http://127.0.0.1:9", str(caught))
        self.assertLess(self.last_call().duration, 3)

    def test_the_check_shows_every_dependency(self):
        settings = self.env["res.config.settings"].create({})
        action = settings.action_ipai_check_connection()
        check = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn(check.state, ("fine", "trouble"), check.summary)
        self.assertLessEqual({"Warehouse", "Odoo"}, set(check.line_ids.mapped("name")))
        self.assertTrue(all(line.milliseconds is not None for line in check.line_ids))

    def test_the_check_sees_a_wrong_secret(self):
        with patch.dict("os.environ", {"IPAI_SIDECAR_SECRET": ""}):
            settings = self.env["res.config.settings"].create(
                {"ipai_sidecar_secret": "wrong-" + self.secret}
            )
            action = settings.action_ipai_check_connection()
        check = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(check.state, "trouble")
        self.assertIn("the secrets differ", check.summary)
        self.assertTrue(check.line_ids)
