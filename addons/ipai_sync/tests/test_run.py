# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ipai_base.exceptions import SidecarUnreachable
from odoo.addons.ipai_base.tests.common import (
    SECRET,
    LinkCase,
    Peer,
    RealNetwork,
    says,
)

from .common import CommittedCase


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

    def test_a_run_leads_to_its_call(self):
        with Peer(says({"job_id": 7, "is_new": True}, 202)) as peer:
            self.connect(peer.url)
            action = self.Run.with_user(self.reviewer).action_refresh()
        run = self.Run.browse(action["res_id"]).with_user(self.reviewer)
        self.assertEqual((run.call_id.job, run.call_id.state), ("7", "queued"))
        self.assertEqual((run.user_id, run.state), (self.reviewer, "queued"))


@tagged("post_install", "-at_install")
class TestCommittedRun(RealNetwork, CommittedCase):
    def test_a_run_and_its_call_are_committed_apart(self):
        """The log's row is written by another transaction, unseen by ours."""
        with Peer(says({"job_id": 8, "is_new": True}, 202)) as peer:
            settings = {"IPAI_SIDECAR_URL": peer.url, "IPAI_SIDECAR_SECRET": SECRET}
            self.startPatcher(patch.dict(os.environ, settings))
            with self.transaction() as env:
                run = env["ipai.sync.run"].action_refresh()["res_id"]
                self.made.append(("ipai.sync.run", [run]))
        with self.transaction() as env:
            call = env["ipai.sync.run"].browse(run).call_id
            self.made.append(("ipai.call", call.ids))
            self.assertEqual(call.job, "8")
