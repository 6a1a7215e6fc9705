# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import json
import time
import zlib
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests.common import BaseCase, get_db_name, tagged

PATIENCE_SECONDS = 120


@tagged("post_install", "-at_install")
class CommittedCase(BaseCase):
    """Tests of what other transactions see: each step is a transaction that commits.

    They take no part in Odoo's rolled-back test transaction, which would itself hold
    back what may be delivered; what they create they delete in the end.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        self.made = []
        self.addCleanup(self.delete_made)

    @contextmanager
    def transaction(self):
        """An environment of the superuser; committed at the end of the block."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def delete_made(self):
        with self.transaction() as env:
            for model, ids in reversed(self.made):
                env[model].browse(ids).exists().unlink()

    def make(self, model, **values):
        """Create a record and commit it; its id."""
        with self.transaction() as env:
            record = env[model].create(values)
            self.made.append((model, record.ids))
            return record.id

    def batch(self, cursor=None, **arguments):
        """One changes() call in its own transaction: the answer, its lines as
        {model, id, row, hash}; row is missing for what does not exist any more."""
        with self.transaction() as env:
            answer = env["ipai.sync.table"].changes(cursor=cursor, **arguments)
        body = zlib.decompress(base64.b64decode(answer["batch"]))
        lines = []
        for piece in answer["pieces"]:
            text, body = body[: piece["bytes"]].decode(), body[piece["bytes"] :]
            found = [
                self.line(piece["model"], line) for line in text.split("\n") if line
            ]
            self.assertEqual(len(found), piece["rows"])
            gone = set(piece["ids"] or ()) - {line["id"] for line in found}
            lines += found + [{"model": piece["model"], "id": key} for key in gone]
        self.assertFalse(body)
        return answer, lines

    def line(self, model, text):
        """A line as COPY reads it."""
        key, image_hash, image = text.split("\t")
        row = json.loads(image.replace("\\\\", "\\"))
        return {"model": model, "id": int(key), "hash": int(image_hash), "row": row}

    def all_changes(self, cursor=None, **arguments):
        """Read until nothing is left: cursor, {(model, id): row or None when gone}."""
        state = {}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer, lines = self.batch(cursor, **arguments)
            cursor = answer["cursor"]
            for line in lines:
                state[line["model"], line["id"]] = line.get("row")
            if answer["settled"]:
                return cursor, state
            self.assertLess(time.monotonic(), deadline, "the horizon does not move")
            if not answer["more"]:
                time.sleep(0.05)
