"""A server that speaks OpenAI's chat completions and says what a test tells it."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class LlmDouble:
    """Answers each question with the next of `says` (the last is repeated)."""

    def __init__(self, *says: Any, status: int = 200, seconds: float = 0) -> None:
        self.says, self.status, self.seconds = list(says), status, seconds
        self.asked: list[dict[str, Any]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_request: None
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def __enter__(self) -> "LlmDouble":
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _answer(self) -> dict[str, Any]:
        said = self.says[min(len(self.asked), len(self.says)) - 1]
        content = said if isinstance(said, str) else json.dumps(said)
        return {
            "id": "chat-1",
            "object": "chat.completion",
            "created": 1,
            "model": "gpt-4.1-mini",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": content},
                }
            ],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        double = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                asked = json.loads(self.rfile.read(length))
                double.asked.append(asked | {"key": self.headers.get("Authorization")})
                time.sleep(double.seconds)
                problem = {"error": {"message": "no: secret-key-of-the-test", "type": "x"}}
                answer = double._answer() if double.status == 200 else problem
                body = json.dumps(answer).encode()
                self.send_response(double.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: Any) -> None:
                """Keep the test's output clean."""

        return Handler
