# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

import jsonschema

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import file_open

from odoo.addons.ipai_base.exceptions import SidecarError
from odoo.addons.ipai_base.tests.common import LinkCase, Peer, says

QUEUED = {"job_id": 7, "is_new": True}


def node(name="slv_moves", status="success", **values):
    return {
        "node": f"model.finance.{name}",
        "resource_type": "model",
        "name": name,
        "relation": f"warehouse.silver.{name}",
        "status": status,
        "seconds": 0.5,
        "rows_affected": 8,
        "failures": None,
        "message": None,
        "bytes_written": 2_000_000,
    } | values


def build(number=1, state="done", **values):
    return {
        "id": number,
        "command": "build",
        "selection": None,
        "full_refresh": False,
        "hi_seq": 9,
        "state": state,
        "started_at": "2026-04-25T08:00:00.123Z",
        "ended_at": None if state == "running" else "2026-04-25T08:00:30Z",
        "message": "2 models built.",
        "job_id": 7,
        "retry_of": None,
        "nodes_total": 2,
        "nodes_done": 1 if state == "running" else 2,
        "rows_written": 8,
        "bytes_written": 2_000_000,
        "seconds": 0.7,
        "cost": "0.000250",
        "cancelled_by": None,
        "results": [],
    } | values


def line(number, text="1 of 2 OK"):
    return {
        "id": number,
        "at": "2026-04-25T08:00:01Z",
        "level": "info",
        "node": "slv_moves",
        "line": text,
    }


def schema_of(name):
    with file_open(f"ipai_workbench/tests/schemas/{name}.json") as file:
        return jsonschema.Draft202012Validator(json.load(file))


@tagged("post_install", "-at_install")
class TestBuild(LinkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.builds = cls.env["ipai.build"]
        cls.reviewer = new_test_user(
            cls.env, "build.reviewer", "base.group_user,ipai_base.group_reviewer"
        )
        cls.viewer = new_test_user(
            cls.env, "build.viewer", "base.group_user,ipai_base.group_viewer"
        )

    def peer(self, *answers):
        peer = Peer(*map(says, answers))
        self.enterContext(peer)
        self.connect(peer.url)
        return peer

    def mirrored(self, *builds):
        """The builds a sidecar tells of, each asked for singly when it has ended."""
        ended = [one for one in reversed(builds) if one["state"] != "running"]
        bare = [one | {"results": []} for one in builds]
        self.peer(bare, *ended)
        self.builds.with_user(self.viewer)._mirror()
        return self.builds.search([])

    def test_the_samples_are_what_the_sidecar_promises(self):
        schema_of("build").validate(build(results=[node()]))
        schema_of("log_line").validate(line(1))
        self.assertFalse(schema_of("build").is_valid(build(state="perfect")))

    def test_builds_are_mirrored_with_their_nodes(self):
        failing = node("trial_balance_is_zero", "fail", resource_type="test")
        found = self.mirrored(
            build(2, "running"), build(1, "failed", results=[node(), failing])
        )
        running, failed = found
        self.assertEqual(running.state, "running")
        self.assertEqual(running.progress, 50)
        self.assertEqual(failed.duration, 30)
        self.assertEqual(failed.megabytes_written, 2)
        self.assertEqual(failed.cost, 0.0003)
        self.assertEqual(failed.failed_count, 1)
        nodes = self.env["ipai.build.node"].search([("build_id", "=", failed.id)])
        self.assertEqual(nodes.mapped("name"), ["trial_balance_is_zero", "slv_moves"])
        self.assertEqual(failed.display_name, "Build 1")

    def test_an_ended_build_is_not_asked_for_again(self):
        self.mirrored(build(1, results=[node()]))
        peer = self.peer([build(1)])
        self.builds._mirror()
        self.assertEqual(len(peer.requests), 1)
        self.assertEqual(self.builds.search([]).node_ids.name, "slv_moves")

    def test_a_build_that_repeats_another_says_so(self):
        found = self.mirrored(build(2, retry_of=1), build(1, "failed"))
        self.assertEqual(found[0].retry_of_id, found[1])

    def test_following_a_build(self):
        running = self.mirrored(build(1, "running"))
        peer = self.peer([line(4), line(5)], build(1, results=[node()]))
        told = running.with_user(self.viewer).follow(3)
        self.assertEqual([one["id"] for one in told["lines"]], [4, 5])
        self.assertEqual((told["state"], told["nodes_done"]), ("done", 2))
        self.assertIn("after=3", peer.requests[0].path)
        self.assertEqual(running.node_ids.name, "slv_moves")
        peer = self.peer([])
        self.assertEqual(running.follow(5)["lines"], [])
        self.assertEqual(len(peer.requests), 1, "an ended build does not change")

    def test_a_build_is_stopped_by_a_reviewer(self):
        running = self.mirrored(build(1, "running"))
        with self.assertRaisesRegex(AccessError, "finance reviewers"):
            running.with_user(self.viewer).action_cancel()
        peer = self.peer({"id": 1, "message": "The build was asked to stop."})
        running.with_user(self.reviewer).action_cancel()
        self.assertEqual(peer.requests[0].path, "/transforms/builds/1/cancel")

    def test_what_is_left_is_tried_again(self):
        failed = self.mirrored(build(1, "failed"))
        with self.assertRaisesRegex(AccessError, "finance reviewers"):
            failed.with_user(self.viewer).action_retry()
        peer = self.peer(QUEUED)
        told = failed.with_user(self.reviewer).action_retry()
        self.assertEqual(told["tag"], "display_notification")
        self.assertEqual(json.loads(peer.requests[0].body), {"retry_of": 1})

    def test_a_build_is_started(self):
        peer = self.peer(QUEUED)
        start = self.env["ipai.build.start"].with_user(self.reviewer)
        start.create({"selection": "vat_lines+", "full_refresh": True}).action_start()
        start.create({}).action_start()
        self.assertEqual(
            [json.loads(request.body) for request in peer.requests],
            [
                {"select": "vat_lines+", "full_refresh": True},
                {"select": None, "full_refresh": False},
            ],
        )
        with self.assertRaises(AccessError):
            self.env["ipai.build.start"].with_user(self.viewer).create({})

    def test_the_list_opens_without_the_sidecar(self):
        self.connect("http://127.0.0.1:9")
        action = self.builds.with_user(self.viewer).action_open()
        self.assertEqual(action["res_model"], "ipai.build")
        with self.refused(SidecarError):
            self.builds._mirror()

    def test_old_builds_are_forgotten(self):
        self.mirrored(build(1, started_at="2020-01-01T00:00:00Z"))
        self.peer([])
        self.builds._cron_mirror()
        self.assertFalse(self.builds.search([]))

    def test_nobody_changes_a_build(self):
        found = self.mirrored(build(1))
        with self.assertRaises(AccessError):
            found.with_user(self.reviewer).message = "All good."
