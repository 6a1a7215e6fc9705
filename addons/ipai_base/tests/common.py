# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What tests of the link to the sidecar share, also in the modules above this one."""

import json
import os
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch

from odoo.tests import TransactionCase
from odoo.tests.common import _super_send

SECRET = "a-secret-of-the-tests-0123456789abcdef"


class RealNetwork:
    """Lets requests out as they are; Odoo's tests would block and prolong them."""

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        return _super_send(session, request, **options)


class LinkCase(RealNetwork, TransactionCase):
    """Tests whose calls to the sidecar are written to the log.

    The log has a cursor of its own; here it shares the test's transaction, so that the
    test sees the rows and leaves none. `assertRaises` would undo them: use `refused`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if hasattr(cls, "registry_enter_test_mode_cls"):
            cls.registry_enter_test_mode_cls()
        else:
            cls.registry.enter_test_mode(cls.cr)
            cls.addClassCleanup(cls.registry.leave_test_mode)

    def connect(self, url, secret=SECRET):
        """Point Odoo at a sidecar for the rest of the test."""
        settings = {"IPAI_SIDECAR_URL": url, "IPAI_SIDECAR_SECRET": secret}
        self.startPatcher(patch.dict(os.environ, settings))

    @contextmanager
    def refused(self, error_class):
        """Expect an error and keep what was written until then; ``.error`` has it."""
        caught = Caught()
        try:
            yield caught
        except error_class as error:
            caught.error = error
        else:
            self.fail(f"{error_class.__name__} was not raised")

    def last_call(self):
        self.env.invalidate_all()
        return self.env["ipai.call"].search([], order="id desc", limit=1)


class Caught:
    """Holds the error of a `refused` block."""

    error = None

    def __str__(self):
        return str(self.error)


class Peer:
    """A server on the other end of the network that answers as a test tells it.

    It stands for what the network may hold (broken, slow, strange servers), not for the
    sidecar: tests of the sidecar's own answers ask the real one.
    """

    def __init__(self, *answers):
        """:param answers: functions of the request handler; the last one is repeated"""
        self.answers = list(answers)
        self.requests = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        # a client that gave up is what some tests want, not an error to print
        self.server.handle_error = lambda *_request: None
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()

    def _handler(self):
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                self.body = self.rfile.read(length)
                peer.requests.append(self)
                number = min(len(peer.requests), len(peer.answers)) - 1
                self.close_connection = True
                peer.answers[number](self)

            do_GET = do_POST = do_DELETE = answer

            def log_message(self, *_arguments):
                """Keep the test's output clean."""

        return Handler


def says(content, status=200, mimetype="application/json", **headers):
    """An answer with a body (bytes, or anything JSON can say)."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()

    def answer(handler):
        handler.send_response(status)
        handler.send_header("Content-Type", mimetype)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hangs_up(handler):
    """No answer: the connection is closed after the request was read."""
    handler.connection.close()
