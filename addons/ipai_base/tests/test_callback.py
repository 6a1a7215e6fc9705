# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json
import time
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.signature import sign
from .common import SECRET
from .test_call import log

TOKEN = "token-of-the-test"


@tagged("post_install", "-at_install")
class TestCallback(HttpCase):
    def setUp(self):
        super().setUp()
        settings = {"IPAI_SIDECAR_SECRET": SECRET}
        self.startPatcher(patch.dict("os.environ", settings))
        self.user = new_test_user(self.env, "maria", "ipai_base.group_analyst")
        self.partner = self.env["res.partner"].create({"name": "Vendor"})
        self.call = log(
            self.env,
            state="queued",
            user_id=self.user.id,
            login="maria",
            company_id=self.env.company.id,
            res_model="res.partner",
            res_id=self.partner.id,
            token_hash=hashlib.sha256(TOKEN.encode()).hexdigest(),
            expires_at=fields.Datetime.now() + timedelta(hours=1),
        )
        self.seen = []

    def post(self, message=None, *, token=TOKEN, call_id=None, body=None, **signing):
        """Send a callback; returns the HTTP status and the JSON of the answer."""
        body = json.dumps(message).encode() if body is None else body
        secret = signing.get("secret", SECRET)
        signature = sign(secret, body, signing.get("at", int(time.time())))
        response = self.url_open(
            f"/ipai/callback/{call_id or self.call.id}/{token}",
            data=body,
            headers={
                "Content-Type": "application/json",
                "X-Ipai-Signature": signing.get("signature", signature),
            },
        )
        self.env.invalidate_all()
        self.assertNotIn("session_id", response.cookies)
        return response.status_code, response.json()

    def assertProblem(self, answer, status, code):
        self.assertEqual(answer[0], status)
        self.assertEqual((answer[1]["status"], answer[1]["code"]), (status, code))
        self.assertTrue(answer[1]["detail"])

    @contextmanager
    def receiver(self, error=None):
        """Let partners take results, or refuse them with an error."""

        def receive(kind):
            def method(record, call, content):
                self.seen.append((kind, record, record.env.user, call, content))
                record.comment = f"{kind} {content}"
                record.flush_recordset()
                if error:
                    raise error

            return method

        with (
            patch.object(
                type(self.partner), "_ipai_call_done", receive("done"), create=True
            ),
            patch.object(
                type(self.partner), "_ipai_call_failed", receive("failed"), create=True
            ),
        ):
            yield

    def let_analysts_write_partners(self):
        self.env["ir.model.access"].create(
            {
                "name": "Partners of the test",
                "model_id": self.env.ref("base.model_res_partner").id,
                "group_id": self.env.ref("ipai_base.group_analyst").id,
                "perm_read": True,
                "perm_write": True,
            }
        )

    def test_a_result_reaches_the_record_as_the_user(self):
        self.let_analysts_write_partners()
        with self.receiver():
            answer = self.post({"state": "done", "result": {"rows": 3}})
        self.assertEqual(answer, (200, {"state": "done"}))
        ((kind, record, user, call, content),) = self.seen
        self.assertEqual((kind, record.id), ("done", self.partner.id))
        self.assertEqual(user.id, self.user.id)
        self.assertEqual((call.id, content), (self.call.id, {"rows": 3}))
        self.assertIn("done {'rows': 3}", self.partner.comment)
        self.assertEqual(self.call.state, "done")
        self.assertEqual(json.loads(self.call.result), {"rows": 3})
        self.assertTrue(self.call.ended_at)

    def test_a_failure_reaches_the_record(self):
        self.let_analysts_write_partners()
        with self.receiver():
            answer = self.post({"state": "failed", "error": "dbt stopped."})
        self.assertEqual(answer, (200, {"state": "failed"}))
        self.assertEqual([seen[0] for seen in self.seen], ["failed"])
        self.assertEqual(self.call.error, "dbt stopped.")

    def test_a_result_may_have_no_record(self):
        self.call.write({"res_model": False, "res_id": False})
        self.assertEqual(self.post({"state": "done"})[0], 200)

    def test_a_result_for_a_model_reaches_its_empty_recordset(self):
        self.call.res_id = False
        seen = []

        def receive(record, call, content):
            seen.append(record.ids)

        Partner = type(self.partner)
        with patch.object(Partner, "_ipai_call_done", receive, create=True):
            self.assertEqual(self.post({"state": "done"})[0], 200)
        self.assertEqual(seen, [[]])

    def test_a_call_still_being_sent_takes_its_result(self):
        """The sidecar may be done before its answer to the question arrived."""
        self.call.state = "running"
        self.assertEqual(self.post({"state": "done"})[0], 200)

    def test_the_same_result_a_second_time_is_refused(self):
        self.let_analysts_write_partners()
        body = json.dumps({"state": "done", "result": 1}).encode()
        signature = sign(SECRET, body, int(time.time()))
        with self.receiver():
            self.assertEqual(self.post(body=body, signature=signature)[0], 200)
            answer = self.post(body=body, signature=signature)
        self.assertProblem(answer, 409, "already_ended")
        self.assertEqual(len(self.seen), 1)
        self.assertEqual(answer[1]["call_id"], self.call.uuid)

    def test_an_expired_call_takes_nothing(self):
        self.call.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        with self.receiver():
            self.assertProblem(self.post({"state": "done"}), 410, "expired")
        self.assertEqual((self.call.state, self.seen), ("queued", []))

    def test_unknown_addresses_are_alike(self):
        for options in (
            {"token": "another"},
            {"call_id": 999_999_999},
            {"call_id": log(self.env, state="done").id},
        ):
            with self.receiver():
                self.assertProblem(
                    self.post({"state": "done"}, **options), 404, "unknown_call"
                )
        self.assertEqual(self.seen, [])

    def test_a_wrong_signature_is_refused(self):
        now = int(time.time())
        body = b'{"state": "done"}'
        for options in (
            {"secret": "b" * 40},
            {"at": now - 301},
            {"at": now + 310},
            {"signature": ""},
            {"signature": f"t={now}"},
            {"signature": f"t={now},v1={'0' * 64}"},
            {"signature": sign(SECRET, b'{"state": "failed"}', now)},
            {"signature": sign(SECRET, body, now).replace(f"t={now}", f"t={now + 1}")},
        ):
            with self.receiver():
                answer = self.post(body=body, **options)
            self.assertProblem(answer, 401, "wrong_signature")
        self.assertEqual((self.call.state, self.seen), ("queued", []))

    def test_without_a_secret_nothing_is_believed(self):
        with patch.dict("os.environ", {"IPAI_SIDECAR_SECRET": ""}):
            self.env["ir.config_parameter"].set_param("ipai_base.sidecar_secret", False)
            answer = self.post({"state": "done"}, secret="")
        self.assertProblem(answer, 401, "wrong_signature")

    def test_what_is_not_a_result_is_refused(self):
        for body in (
            b" ",
            b"{",
            b"[]",
            b"\xff",
            b"{}",
            b'{"state": "queued"}',
            b'{"state": "failed"}',
            b'{"state": "failed", "error": 1}',
        ):
            self.assertProblem(self.post(body=body), 400, "bad_request")
        self.assertEqual(self.call.state, "queued")

    def test_a_huge_body_is_refused(self):
        body = json.dumps({"state": "done", "result": "x" * 1024 * 1024}).encode()
        self.assertProblem(self.post(body=body), 413, "too_large")
        self.assertEqual(self.call.state, "queued")

    def test_only_post_is_answered(self):
        url = f"/ipai/callback/{self.call.id}/{TOKEN}"
        self.assertEqual(self.url_open(url).status_code, 405)

    def test_a_record_that_refuses_fails_the_call(self):
        self.let_analysts_write_partners()
        with self.receiver(UserError("The period is closed.")):
            answer = self.post({"state": "done", "result": {"rows": 3}})
        self.assertProblem(answer, 500, "not_processed")
        self.assertEqual(answer[1]["detail"], "The period is closed.")
        self.assertEqual(self.call.state, "failed")
        self.assertEqual(self.call.error, "The period is closed.")
        self.assertIn("rows", self.call.result)
        self.assertFalse(self.partner.comment)
        self.assertEqual([seen[0] for seen in self.seen], ["done", "failed"])

    @mute_logger("odoo.addons.ipai_base.models.ipai_call_result")
    def test_a_broken_receiver_fails_the_call(self):
        self.let_analysts_write_partners()
        with self.receiver(ValueError("secret detail")):
            answer = self.post({"state": "done"})
        self.assertProblem(answer, 500, "not_processed")
        self.assertNotIn("secret detail", answer[1]["detail"])
        self.assertEqual(self.call.state, "failed")

    def test_the_user_may_do_no_more_than_before(self):
        with self.receiver():
            answer = self.post({"state": "done"})
        self.assertProblem(answer, 500, "not_processed")
        self.assertEqual(self.call.state, "failed")

    def test_an_archived_user_is_not_acted_for(self):
        self.user.active = False
        with self.receiver():
            answer = self.post({"state": "done"})
        self.assertProblem(answer, 500, "not_processed")
        self.assertIn("maria", answer[1]["detail"])
        self.assertEqual(self.seen, [])

    def test_a_deleted_record_fails_the_call(self):
        self.partner.unlink()
        answer = self.post({"state": "done"})
        self.assertProblem(answer, 500, "not_processed")
        self.assertIn("no longer exists", self.call.error)
