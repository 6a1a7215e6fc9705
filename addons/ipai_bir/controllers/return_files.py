# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReturnFiles(http.Controller):
    """Files of a return, for those who may read the return."""

    @http.route(
        [
            "/ipai_bir/return/<int:return_id>/dat",
            "/ipai_bir/return/<int:return_id>/dat/<string:list_code>",
        ],
        type="http",
        auth="user",
        readonly=True,
    )
    def dat(self, return_id, list_code=None):
        record = self._readable(return_id)
        try:
            return self._download(*record._dat_download(list_code))
        except UserError as error:
            return request.make_response(
                str(error), headers=[("Content-Type", "text/plain; charset=utf-8")]
            )

    @http.route(
        "/ipai_bir/return/<int:return_id>/xlsx",
        type="http",
        auth="user",
        readonly=True,
    )
    def workpaper(self, return_id):
        record = self._readable(return_id)
        return self._download(record._workpaper_name(), record.render_workpaper(), XLSX)

    def _readable(self, return_id):
        record = request.env["ipai.bir.return"].browse(return_id).exists()
        if not record:
            raise request.not_found()
        record.check_access("read")
        return record

    def _download(self, name, content, media_type):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", media_type),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
