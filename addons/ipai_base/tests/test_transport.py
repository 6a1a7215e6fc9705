# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import socket
import time
from unittest.mock import patch

from urllib3.util import connection

from odoo.tests import BaseCase, tagged

from ..tools import transport
from .common import Peer, RealNetwork, hangs_up, says


@tagged("post_install", "-at_install")
class TestTransport(RealNetwork, BaseCase):
    def assertNoAnswer(self, kind, method, url, attempts=None, timeout=5):
        with self.assertRaises(transport.TransportError) as caught:
            transport.send(method, url, timeout=timeout)
        self.assertEqual(caught.exception.kind, kind)
        if attempts:
            self.assertEqual(caught.exception.attempts, attempts)

    def test_reading_is_repeated_when_the_connection_breaks(self):
        with Peer(hangs_up, says({"a": 1})) as peer:
            answer = transport.send("GET", peer.url, timeout=5)
        self.assertEqual((answer.json(), answer.attempts), ({"a": 1}, 2))

    def test_reading_is_repeated_when_the_sidecar_is_busy(self):
        with Peer(says({}, 503), says({}, 503), says({"a": 1})) as peer:
            answer = transport.send("GET", peer.url, timeout=5)
        self.assertEqual((answer.status, answer.attempts), (200, 3))

    def test_reading_is_not_repeated_for_ever(self):
        with Peer(says({}, 503)) as peer:
            answer = transport.send("GET", peer.url, timeout=5)
            self.assertEqual(len(peer.requests), transport.ATTEMPTS)
        self.assertEqual(answer.status, 503)

    def test_what_may_have_been_received_is_sent_once(self):
        for method in ("POST", "DELETE"):
            with Peer(hangs_up) as peer:
                self.assertNoAnswer(transport.LOST, method, peer.url, attempts=1)
                self.assertEqual(len(peer.requests), 1)
            with Peer(says({}, 503)) as peer:
                answer = transport.send(method, peer.url, timeout=5)
                self.assertEqual((answer.status, len(peer.requests)), (503, 1))

    def test_a_refused_connection_is_tried_again(self):
        started = time.monotonic()
        self.assertNoAnswer(transport.REFUSED, "POST", _dead_url(), attempts=3)
        self.assertLess(time.monotonic() - started, 3)

    def test_a_sidecar_that_starts_meanwhile_gets_the_request(self):
        with Peer(says({"a": 1})) as peer:
            refusals = [ConnectionRefusedError()]
            connect = connection.create_connection

            def starts_late(*arguments, **options):
                if refusals:
                    raise refusals.pop()
                return connect(*arguments, **options)

            with patch.object(connection, "create_connection", starts_late):
                answer = transport.send("POST", peer.url, timeout=5)
        self.assertEqual((answer.json(), answer.attempts), ({"a": 1}, 2))

    def test_an_answer_has_an_end_in_time(self):
        def sleeps(handler):
            time.sleep(2)
            says({})(handler)

        def drips(handler):
            handler.send_response(200)
            handler.end_headers()
            for _number in range(40):
                handler.wfile.write(b" ")
                time.sleep(0.1)

        for answer in (sleeps, drips):
            with Peer(answer) as peer:
                started = time.monotonic()
                self.assertNoAnswer(transport.SLOW, "POST", peer.url, timeout=0.5)
                self.assertLess(time.monotonic() - started, 1.5)

    def test_an_answer_has_an_end_in_size(self):
        limit = patch.object(transport, "ANSWER_LIMIT", 1000)
        with limit, Peer(says(b"x" * 200_000)) as peer:
            self.assertNoAnswer(transport.TOO_BIG, "POST", peer.url)

    def test_redirects_are_not_followed(self):
        with Peer(says({})) as other:
            with Peer(says({}, 307, Location=other.url)) as peer:
                answer = transport.send("POST", peer.url, timeout=5)
            self.assertEqual((answer.status, other.requests), (307, []))

    def test_addresses_that_lead_nowhere(self):
        self.assertNoAnswer(transport.ADDRESS, "GET", "sidecar:8100/health")
        self.assertNoAnswer(transport.ADDRESS, "GET", "http://")
        self.assertNoAnswer(transport.UNKNOWN_HOST, "GET", "http://sidecar.invalid/")
        with Peer(says({})) as peer:
            url = peer.url.replace("http:", "https:")
            self.assertNoAnswer(transport.TLS, "GET", url)

    def test_what_is_not_json_is_none(self):
        for body, mimetype in (
            (b"<html/>", "text/html"),
            (b"{", "application/json"),
            (b"\xff", "application/json"),
            (b'{"a": 1}', "text/plain"),
        ):
            with Peer(says(body, mimetype=mimetype)) as peer:
                self.assertIsNone(transport.send("GET", peer.url, timeout=5).json())

    def test_proxies_and_netrc_are_not_used(self):
        proxy = patch.dict("os.environ", {"http_proxy": _dead_url()})
        with proxy, Peer(says({"a": 1})) as peer:
            answer = transport.send("GET", peer.url, timeout=5)
        self.assertEqual(answer.json(), {"a": 1})


def _dead_url():
    """An address of this machine where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
