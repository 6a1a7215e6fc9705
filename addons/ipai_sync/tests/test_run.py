# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ipai_base.exceptions import SidecarUnreachable
from odoo.addons.ipai_base.tests.common import LinkCase


@tagged("post_install", "-at_install")
class TestRun(LinkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,ipai_base.group_%s"
        cls.reviewer = new_test_user(cls.env, "sync_rev", groups=groups % "reviewer")
        cls.analyst = new_test_user(cls.env, "sync_ana", groups=groups % "analyst")
        cls.Run = cls.env["ipai.sync.run"]

    def test_a_reviewer_is_told_when_the_sidecar_is_dead(self):
        self.connect("http://127.0.0.1:9")
        with self.refused(SidecarUnreachable):
            self.Run.with_user(self.reviewer).action_refresh()
        call = self.last_call()
        self.assertEqual((call.path, call.state), ("/sync/runs", "failed"))

    def test_an_analyst_may_not_refresh(self):
        with self.assertRaisesRegex(AccessError, "finance reviewers"):
            self.Run.with_user(self.analyst).action_refresh()

    def test_figures_of_the_callback_are_kept(self):
        run = self.Run.create({})
        run.with_user(self.reviewer)._ipai_call_done(
            self.env["ipai.call"],
            {
                "sync": {
                    "rows_read": 9,
                    "rows_written": 7,
                    "rows_deleted": 2,
                    "seconds": 1.5,
                },
                "build": {
                    "models": 31,
                    "tests": 67,
                    "seconds": 2.0,
                    "message": "Good.",
                },
            },
        )
        self.assertRecordValues(
            run,
            [
                {
                    "state": "done",
                    "rows_read": 9,
                    "rows_written": 7,
                    "rows_deleted": 2,
                    "models_built": 31,
                    "tests_passed": 67,
                    "seconds": 3.5,
                    "message": "Good.",
                }
            ],
        )

    def test_a_failure_keeps_its_sentence(self):
        run = self.Run.create({})
        run.with_user(self.reviewer)._ipai_call_failed(
            self.env["ipai.call"], "Odoo does not answer."
        )
        self.assertEqual((run.state, run.message), ("failed", "Odoo does not answer."))
