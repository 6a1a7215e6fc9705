# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The lineage seen from Odoo: who may ask, what is asked, Odoo's own names."""

import json

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ipai_base.exceptions import SidecarProblem
from odoo.addons.ipai_base.tests.common import LinkCase, Peer, says

MOVE = {
    "id": "odoo:account.move",
    "kind": "odoo_model",
    "dataset": None,
    "name": "account.move",
    "label": "account.move",
    "layer": "odoo",
    "data_type": None,
    "description": None,
    "details": {},
}
FIELD = {
    **MOVE,
    "id": "odoo:account.move/invoice_date",
    "kind": "field",
    "dataset": "odoo:account.move",
    "name": "invoice_date",
    "label": "invoice_date",
}
GONE = {**FIELD, "id": "odoo:account.move/gone", "name": "gone", "label": "gone"}


@tagged("post_install", "-at_install")
class TestLineage(LinkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.viewer = new_test_user(cls.env, "viewer", "ipai_base.group_viewer")
        cls.reviewer = new_test_user(cls.env, "reviewer", "ipai_base.group_reviewer")
        cls.stranger = new_test_user(cls.env, "stranger", "base.group_user")

    def ask(self, user, method, *args):
        return getattr(self.env["ipai.lineage"].with_user(user), method)(*args)

    def test_nodes_get_the_names_people_know(self):
        with Peer(says([MOVE, FIELD, GONE])) as peer:
            self.connect(peer.url)
            move, field, gone = self.ask(self.viewer, "find", "invoice date")
        self.assertEqual(move["title"], "Journal Entry")
        self.assertFalse(move["can_open"])
        self.assertEqual(field["title"], "Invoice/Bill Date")
        self.assertIsNone(gone["title"])
        self.assertEqual(
            peer.requests[0].path, "/lineage/search?q=invoice+date&limit=12"
        )

    def test_a_model_is_opened_by_who_may_read_it(self):
        clerk = new_test_user(
            self.env, "clerk", "ipai_base.group_viewer,account.group_account_invoice"
        )
        with Peer(says([MOVE])) as peer:
            self.connect(peer.url)
            [move] = self.ask(clerk, "find", "account.move", "odoo")
        self.assertTrue(move["can_open"])
        self.assertIn("layer=odoo", peer.requests[0].path)

    def test_a_picture_is_asked_for_as_it_is_wanted(self):
        wanted = {"focus": "odoo:account.move", "level": "table", "up": 2, "down": 2}
        answer = {"checksum": "c", "nodes": [MOVE], "edges": [], "is_cut": False}
        with Peer(says(answer)) as peer:
            self.connect(peer.url)
            found = self.ask(self.viewer, "picture", wanted)
        self.assertEqual(found["nodes"][0]["title"], "Journal Entry")
        [request] = peer.requests
        self.assertEqual((request.command, request.path), ("POST", "/lineage/picture"))
        self.assertEqual(json.loads(request.body), wanted)

    def test_what_a_node_reaches(self):
        answer = {"node": FIELD, "direction": "down", "reached": [], "columns": []}
        with Peer(says(answer)) as peer:
            self.connect(peer.url)
            found = self.ask(self.viewer, "reach", FIELD["id"], "down")
        self.assertEqual(found["node"]["title"], "Invoice/Bill Date")
        self.assertEqual((found["reached"], found["columns"]), ([], []))

    def test_reviewers_start_a_reading_and_see_how_it_stands(self):
        with Peer(
            says({"job_id": 7, "is_new": True}, 202),
            says({"id": 7, "state": "doing", "error": None, "args": {}}),
        ) as peer:
            self.connect(peer.url)
            job = self.ask(self.reviewer, "refresh")
            state = self.ask(self.reviewer, "refresh_state", job)
        self.assertEqual(state, {"state": "doing", "error": None})
        self.assertEqual(
            [request.path for request in peer.requests],
            ["/lineage/refresh", "/jobs/7"],
        )

    def test_others_do_not(self):
        with self.refused(AccessError) as caught:
            self.ask(self.viewer, "refresh")
        self.assertIn("finance reviewers", str(caught))
        for method, *args in (
            ("summary",),
            ("find", "x"),
            ("picture", {}),
            ("reach", "x", "up"),
            ("refresh_state", 7),
        ):
            with self.refused(AccessError) as caught:
                self.ask(self.stranger, method, *args)
            self.assertIn("Viewer", str(caught))

    def test_before_the_first_reading_the_sentence_says_what_to_do(self):
        problem = {
            "detail": "The lineage has not been read yet. Build the warehouse, or "
            "refresh the lineage.",
            "code": "lineage_not_read",
        }
        with Peer(says(problem, 404, "application/problem+json")) as peer:
            self.connect(peer.url)
            with self.refused(SidecarProblem) as caught:
                self.ask(self.viewer, "summary")
        self.assertEqual(caught.error.code, "lineage_not_read")
        self.assertIn("refresh the lineage", str(caught))
