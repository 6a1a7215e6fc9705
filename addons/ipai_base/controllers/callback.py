# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where the sidecar brings the result of a long task.

POST /ipai/callback/<call id>/<token>, JSON ``{state: "done"|"failed", result, error}``,
signed as tools/signature.py describes, within 24 hours of the question, once. Every
answer but 200 is a problem (RFC 9457) with a sentence.
"""

import json
import time

from odoo import fields, http
from odoo.http import request

from ..models.ipai_call_state import DONE, FAILED
from ..tools import signature

BODY_LIMIT = 1024 * 1024


class CallbackController(http.Controller):
    @http.route(
        "/ipai/callback/<int:call_id>/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def callback(self, call_id, token, **_query):
        """Take the result of a queued call."""
        if (request.httprequest.content_length or 0) > BODY_LIMIT:
            return _problem(413, "too_large", "A result may have 1 MB at most.")
        body = request.httprequest.get_data()  # cached: Odoo may run this again
        call = request.env["ipai.call"].sudo().browse(call_id).exists()
        if not call or not call._has_token(token):
            return _problem(404, "unknown_call", "No call waits at this address.")
        secret = request.env["ipai.sidecar"]._connection().secret
        header = request.httprequest.headers.get("X-Ipai-Signature")
        if not signature.is_valid(secret, body, header, time.time()):
            return _problem(
                401,
                "wrong_signature",
                "The signature is missing, older than five minutes or made with "
                "another secret.",
                call,
            )
        message = _read_message(body)
        if message is None:
            return _problem(
                400,
                "bad_request",
                'Send JSON such as {"state": "done", "result": {}} or '
                '{"state": "failed", "error": "..."}.',
                call,
            )
        return self._end(call, message)

    def _end(self, call, message):
        """End an open call with a valid message, once."""
        if not call._lock_open():
            return _problem(409, "already_ended", "This call has ended already.", call)
        if call.expires_at < fields.Datetime.now():
            return _problem(
                410,
                "expired",
                "This call is older than 24 hours; start it again.",
                call,
            )
        if message["state"] == FAILED:
            error = call._close_with_error(message["error"])
        else:
            error = call._close_with_result(message.get("result"))
        if error:
            return _problem(500, "not_processed", error, call)
        return request.make_json_response({"state": call.state})


def _read_message(body):
    """The message as a dict, None when it is not one."""
    try:
        message = json.loads(body)
    except ValueError:
        return None
    if not isinstance(message, dict) or message.get("state") not in (DONE, FAILED):
        return None
    error = message.get("error")
    if message["state"] == FAILED and not (isinstance(error, str) and error):
        return None
    return message


def _problem(status, code, detail, call=None):
    body = {
        "type": f"urn:ipai:problem:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": detail,
        "code": code,
        "call_id": call.uuid if call else None,
    }
    return request.make_json_response(
        body, headers={"Content-Type": "application/problem+json"}, status=status
    )
