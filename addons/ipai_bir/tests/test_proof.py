# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import csv
import gzip
import hashlib
import io
import json
from decimal import Decimal

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .people import PeopleCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02 09:00:00")
class TestProof(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post("out_invoice", "2026-07-01", [(1000, [cls.vat]), (20, [cls.vat])])
        cls.post("in_invoice", "2026-08-01", [(300, [cls.goods])])

    def kept(self, record, kind):
        return record.proof_ids.filtered(lambda proof: proof.kind == kind)

    def items(self, record):
        content = gzip.decompress(self.kept(record, "lines").attachment_id.raw)
        return list(csv.DictReader(io.StringIO(content.decode())))

    def test_the_items_kept_add_up_to_every_box(self):
        record = self.filed()
        items = self.items(record)
        sums = {}
        for item in items:
            sums.setdefault(item["box"], []).append(Decimal(item["balance"]))
        for box in record.box_ids.filtered("line_domain"):
            found = sums.get(box.code, [])
            with self.subTest(box.code):
                self.assertEqual(box.box_id._sign() * sum(found), box._decimal())
                self.assertEqual(len(found), box.line_count)
        self.assertEqual(len([i for i in items if i["box"] == "31A"]), 2)
        first = items[0]
        self.assertEqual(first["date"], "2026-07-01")
        self.assertEqual(first["account"], "400000")
        self.assertEqual(first["partner"], "Acacia Supply Corp")
        self.assertEqual(first["taxes"], "vat")

    def test_items_of_schedules_are_kept_too(self):
        self.post("in_invoice", "2026-08-02", [(500, [self.ewt])])
        record = self.filed(form_code="1601-EQ")
        items = [(i["box"], i["balance"], i["taxes"]) for i in self.items(record)]
        self.assertEqual(
            items, [("R13.B", "500.00", "ewt"), ("R13.D", "-10.00", "ewt")]
        )

    def test_every_file_is_kept_with_its_checksum(self):
        record = self.reviewed()
        answer = {"name": "answer.txt", "content": base64.b64encode(b"Received")}
        self.seen_by(record, self.reviewer).file("X1", confirmation=answer)
        kinds = set(record.proof_ids.mapped("kind"))
        self.assertLessEqual({"sheet", "lines", "pdf", "confirmation"}, kinds)
        for proof in record.proof_ids:
            content = proof.attachment_id.raw
            self.assertEqual(proof.sha256, hashlib.sha256(content).hexdigest())
            self.assertEqual(proof.size, len(content))
            self.assertEqual(proof.create_uid, self.reviewer)
        self.assertEqual(
            self.kept(record, "confirmation").attachment_id.raw, b"Received"
        )
        self.assertTrue(self.kept(record, "pdf").attachment_id.raw.startswith(b"%PDF"))
        told = json.loads(self.kept(record, "sheet").attachment_id.raw)
        self.assertEqual(told["reference"], "X1")
        self.assertEqual(told["reviewed_by"], self.reviewer.name)
        self.assertEqual(told["sheet"]["name"], "2550Q Q3 2026")

    def test_a_confirmation_that_did_not_arrive_refuses_the_filing(self):
        record = self.reviewed()
        mine = self.seen_by(record, self.reviewer)
        for content in ("", "not base64!"):
            with self.assertRaisesRegex(UserError, "attach it again"):
                with self.env.cr.savepoint():
                    mine.file("X1", confirmation={"name": "a", "content": content})
        record.invalidate_recordset()
        self.assertEqual(record.state, "reviewed")

    def test_nobody_changes_what_was_kept(self):
        record = self.filed()
        proof = self.kept(record, "sheet")
        attachment = proof.attachment_id
        mine = self.seen_by(proof, self.chief)
        for change in (
            lambda: mine.write({"sha256": "0"}),
            lambda: mine.copy(),
            mine.unlink,
        ):
            with self.assertRaises(UserError):
                change()
        for change in (lambda: proof.write({"sha256": "0"}), proof.unlink):
            with self.assertRaisesRegex(UserError, "neither changed nor"):
                change()
        for owner in (attachment, attachment.with_user(self.chief), attachment.sudo()):
            for change in (
                lambda owner=owner: owner.write({"raw": b"x"}),
                lambda owner=owner: owner.write({"datas": base64.b64encode(b"x")}),
                lambda owner=owner: owner.write({"name": "x"}),
                lambda owner=owner: owner.write({"res_id": 0}),
                owner.unlink,
            ):
                with self.assertRaisesRegex(UserError, "neither changed nor"):
                    change()
        attachment.write({"raw": attachment.raw})
        self.assertTrue(proof.verify())

    def test_a_file_changed_on_the_disk_is_found(self):
        record = self.filed()
        self.assertEqual(record.action_verify_proof()["params"]["type"], "success")
        attachment = self.kept(record, "sheet").attachment_id
        other = self.env["ir.attachment"].create({"name": "x", "raw": b"changed"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = %s, db_datas = %s WHERE id = %s",
            (other.store_fname or None, other.db_datas or None, attachment.id),
        )
        attachment.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "is not the file that was kept"):
            self.seen_by(record, self.analyst).action_verify_proof()

    def test_strangers_read_no_proof(self):
        record = self.filed()
        portal = self.make_user("pia", "base.group_portal")
        stranger = self.make_user("sten", "ipai_base.group_administrator", self.other)
        for user in (portal, stranger):
            proof = self.seen_by(record.proof_ids[:1], user)
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    proof.read(["name"])
                with self.assertRaises(AccessError):
                    self.seen_by(proof.sudo().attachment_id, user).sudo(False).read(
                        ["raw"]
                    )
                with self.assertRaises(AccessError):
                    self.seen_by(record, user).action_verify_proof()
