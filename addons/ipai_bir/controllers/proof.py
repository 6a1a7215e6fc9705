# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import content_disposition, request


class Proof(http.Controller):
    """A file kept with a filed return, for those who may read the return."""

    @http.route(
        "/ipai_bir/proof/<int:proof_id>", type="http", auth="user", readonly=True
    )
    def download(self, proof_id):
        proof = request.env["ipai.bir.proof"].browse(proof_id).exists()
        if not proof:
            raise request.not_found()
        proof.check_access("read")
        stored = proof.attachment_id.sudo()
        return request.make_response(
            stored.raw,
            headers=[
                ("Content-Type", stored.mimetype),
                ("Content-Disposition", content_disposition(proof.name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
