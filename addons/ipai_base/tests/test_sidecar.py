# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import time

import jwt

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..exceptions import SidecarProblem, SidecarRefused, SidecarUnreachable
from .common import SECRET, LinkCase, Peer, hangs_up, says


@tagged("post_install", "-at_install")
class TestSidecar(LinkCase):
    """What Odoo sends, and what it makes of the strange answers a network may hold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies = cls.env.company | cls.env["res.company"].create({"name": "Two"})
        cls.analyst = new_test_user(
            cls.env,
            "maria",
            "ipai_base.group_analyst",
            name="Maria Santos",
            company_ids=[(6, 0, cls.companies.ids)],
        )

    def ask(self, *answers, method="GET", secret=SECRET, **options):
        """Ask a peer that gives these answers; returns our answer and its requests."""
        options.setdefault("purpose", "Ask")
        with Peer(*answers) as peer:
            self.connect(peer.url, secret)
            sidecar = self.env["ipai.sidecar"].with_user(self.analyst)
            result = sidecar.call(method, "/thing", **options)
        return result, peer.requests

    def claims(self, request):
        token = request.headers["Authorization"].removeprefix("Bearer ")
        return jwt.decode(
            token, SECRET, algorithms=["HS256"], audience="ipai-sidecar", issuer="odoo"
        )

    def test_the_token_says_who_asks(self):
        _result, (request,) = self.ask(says({}), scopes=["documents:read"])
        claims = self.claims(request)
        self.assertEqual(
            {name: claims[name] for name in ("sub", "name", "uid", "db", "groups")},
            {
                "sub": "maria",
                "name": "Maria Santos",
                "uid": self.analyst.id,
                "db": self.env.cr.dbname,
                "groups": ["viewer", "analyst"],
            },
        )
        self.assertEqual(claims["scopes"], ["documents:read"])
        self.assertEqual(claims["company_id"], self.analyst.company_id.id)
        self.assertEqual(set(claims["company_ids"]), set(self.companies.ids))
        self.assertEqual(claims["exp"] - claims["iat"], 60)
        self.assertEqual(claims["jti"], request.headers["X-Ipai-Call"])
        self.assertEqual(claims["jti"], self.last_call().uuid)

    def test_the_token_names_the_active_companies(self):
        with Peer(says({})) as peer:
            self.connect(peer.url)
            sidecar = self.env["ipai.sidecar"].with_user(self.analyst)
            sidecar = sidecar.with_context(allowed_company_ids=self.companies[::-1].ids)
            sidecar.call("GET", "/thing", purpose="Ask")
        claims = self.claims(peer.requests[0])
        self.assertEqual(claims["company_id"], self.companies[1].id)
        self.assertEqual(claims["company_ids"], self.companies[::-1].ids)

    def test_sudo_does_not_hide_who_asks(self):
        with Peer(says({})) as peer:
            self.connect(peer.url)
            sidecar = self.env["ipai.sidecar"].with_user(self.analyst).sudo()
            sidecar.call("GET", "/thing", purpose="Ask")
        self.assertEqual(self.claims(peer.requests[0])["groups"], ["viewer", "analyst"])
        self.assertEqual(self.last_call().user_id, self.analyst)

    def test_a_user_without_role_sends_no_group(self):
        self.analyst = new_test_user(self.env, "no_role", "base.group_user")
        _result, (request,) = self.ask(says({}))
        self.assertEqual(self.claims(request)["groups"], [])

    def test_json_files_and_parameters_arrive(self):
        result, (request,) = self.ask(
            says([1, 2]), method="POST", json={"a": "ñ"}, params={"page": 2}
        )
        self.assertEqual((result, request.path), ([1, 2], "/thing?page=2"))
        self.assertEqual(request.body, b'{"a": "\\u00f1"}')
        _result, (request,) = self.ask(
            says({}),
            method="POST",
            files=[("file", "r.jpg", b"JPEG" * 300_000, "image/jpeg")],
            data={"locale": "en_PH"},
        )
        self.assertIn(b'name="file"; filename="r.jpg"', request.body)
        self.assertIn(b"Content-Type: image/jpeg", request.body)
        self.assertIn(b'name="locale"', request.body)
        self.assertEqual(self.last_call().files, "r.jpg (1.1 MB)")

    def test_a_good_call_is_in_the_log(self):
        record = self.env["res.partner"].create({"name": "Vendor"})
        self.ask(says({}), record=record, purpose="Read receipt")
        self.assertRecordValues(
            self.last_call(),
            [
                {
                    "purpose": "Read receipt",
                    "method": "GET",
                    "path": "/thing",
                    "state": "done",
                    "user_id": self.analyst.id,
                    "login": "maria",
                    "company_id": self.analyst.company_id.id,
                    "record_name": "Vendor",
                    "attempts": 1,
                    "status": 200,
                    "error": False,
                }
            ],
        )
        self.assertTrue(self.last_call().ended_at)

    def test_an_empty_answer_is_an_empty_dict(self):
        result, _requests = self.ask(says(b"", 204), method="DELETE")
        self.assertEqual(result, {})

    def test_a_problem_becomes_its_sentence(self):
        problem = {"detail": "The PDF is encrypted.", "code": "encrypted_pdf"}
        answer = says(problem, 422, "application/problem+json")
        with self.refused(SidecarProblem) as caught:
            self.ask(answer, method="POST")
        self.assertEqual(str(caught), "The PDF is encrypted.")
        self.assertEqual(caught.error.code, "encrypted_pdf")
        self.assertEqual(caught.error.status, 422)
        self.assertRecordValues(
            self.last_call(),
            [
                {
                    "state": "failed",
                    "error": "The PDF is encrypted.",
                    "code": "encrypted_pdf",
                    "status": 422,
                }
            ],
        )

    def test_a_crash_names_the_call(self):
        with self.refused(SidecarProblem) as caught:
            self.ask(says({"detail": "Something went wrong."}, 500), method="POST")
        self.assertIn("Something went wrong.", str(caught))
        self.assertIn(self.last_call().uuid, str(caught))

    def test_what_is_unavailable_may_be_tried_again(self):
        problem = says({"detail": "The warehouse does not answer."}, 503)
        with self.refused(SidecarUnreachable) as caught:
            self.ask(problem)
        self.assertEqual(str(caught), "The warehouse does not answer.")
        self.assertEqual(self.last_call().attempts, 3)
        with self.refused(SidecarUnreachable) as caught:
            self.ask(says(b"Bad gateway", 502, "text/plain"), method="POST")
        self.assertIn("Try again in a minute", str(caught))

    def test_a_wrong_address_is_told_from_a_fault(self):
        for answer, words in (
            (says(b"<html/>", 200, "text/html"), "not the sidecar"),
            (says(b"<html/>", 404, "text/html"), "not the sidecar (HTTP 404)"),
            (says({"error": "?"}, 400), "not the sidecar (HTTP 400)"),
            (says(b"", 302, Location="https://x.example/"), "https://x.example/"),
        ):
            with self.refused(SidecarUnreachable) as caught:
                self.ask(answer, method="POST")
            self.assertIn(words, str(caught))
            self.assertIn("Settings > Workbench", str(caught))
            self.assertEqual(self.last_call().error, str(caught))

    def test_no_answer_is_in_the_log(self):
        with self.refused(SidecarUnreachable) as caught:
            self.ask(hangs_up, method="POST")
        self.assertIn("broke before its answer was complete", str(caught))
        self.assertEqual(self.last_call().error, str(caught))
        self.assertEqual(self.last_call().attempts, 1)

    def test_a_slow_answer_ends_in_time(self):
        def sleeps(handler):

            time.sleep(2)
            says({})(handler)

        with self.refused(SidecarUnreachable) as caught:
            self.ask(sleeps, method="POST", timeout=0.5)
        self.assertIn("did not finish within 0.5 seconds", str(caught))
        self.assertLess(self.last_call().duration, 2)

    def test_missing_settings_are_named(self):
        self.connect("")
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("ipai_base.sidecar_url", False)
        with self.refused(SidecarUnreachable) as caught:
            self.env["ipai.sidecar"].call("GET", "/x", purpose="Ask")
        self.assertIn("No sidecar address is set", str(caught))
        self.assertEqual(self.last_call().attempts, 0)
        with self.refused(SidecarRefused) as caught:
            self.ask(says({}), secret="short")
        self.assertIn("shorter than 32 characters", str(caught))

    def test_the_environment_wins_over_the_settings(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("ipai_base.sidecar_url", "http://from.settings")
        parameters.set_param("ipai_base.sidecar_secret", "from-settings")
        sidecar = self.env["ipai.sidecar"]
        self.connect("", "")
        self.assertEqual(
            tuple(sidecar._connection()), ("http://from.settings", "from-settings")
        )
        self.connect("http://from.environment", SECRET)
        self.assertEqual(
            tuple(sidecar._connection()), ("http://from.environment", SECRET)
        )

    @mute_logger("odoo.http")
    def test_the_link_cannot_be_called_from_outside(self):
        for name in ("call", "enqueue"):
            with self.assertRaises(AccessError):
                get_public_method(self.env["ipai.sidecar"], name)

    def test_a_fault_of_odoo_ends_the_call_too(self):
        with self.refused(TypeError):
            self.ask(says({}), method="POST", json={"a": object()})
        self.assertEqual(self.last_call().state, "failed")
        self.assertIn("TypeError", self.last_call().error)

    def test_a_long_task_waits_for_its_result(self):
        partner = self.env["res.partner"].create({"name": "Vendor"})
        self.env["ir.config_parameter"].set_param(
            "ipai_base.callback_url", "http://odoo.internal:8069/"
        )
        with Peer(says({"job_id": 7}, 202)) as peer:
            self.connect(peer.url)
            sidecar = self.env["ipai.sidecar"].with_user(self.analyst)
            call = sidecar.enqueue(
                "/sync/runs", {"build": True}, record=partner, purpose="Synchronise"
            )

        sent = json.loads(peer.requests[0].body)
        self.assertTrue(sent["build"])
        self.assertEqual(sent["callback"]["call_id"], call.uuid)
        address = f"http://odoo.internal:8069/ipai/callback/{call.id}/"
        self.assertTrue(sent["callback"]["url"].startswith(address))
        self.assertTrue(call._has_token(sent["callback"]["url"].removeprefix(address)))
        self.assertFalse(call._has_token(""))
        self.assertRecordValues(
            call, [{"state": "queued", "job": "7", "status": 202, "ended_at": False}]
        )
        self.assertNotIn(sent["callback"]["url"][-20:], call.sudo().token_hash)

    def test_a_long_task_that_was_refused_has_failed(self):
        with Peer(says({"detail": "No."}, 409)) as peer:
            self.connect(peer.url)
            with self.refused(SidecarProblem):
                self.env["ipai.sidecar"].enqueue(
                    "/sync/runs", {}, purpose="Synchronise"
                )
        self.assertEqual(self.last_call().state, "failed")
