# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import time
from collections import namedtuple

import jwt

from odoo import api, models

from ..exceptions import SidecarRefused, SidecarUnreachable
from ..tools import transport

AUDIENCE = "ipai-sidecar"
ISSUER = "odoo"
TOKEN_SECONDS = 60
SECRET_LENGTH = 32
DEFAULT_TIMEOUT = 60
ROLES = ("viewer", "analyst", "reviewer", "administrator", "service")
ENVIRONMENT = {
    "sidecar_url": "IPAI_SIDECAR_URL",
    "sidecar_secret": "IPAI_SIDECAR_SECRET",
}

Connection = namedtuple("Connection", "url secret")


class IpaiSidecar(models.AbstractModel):
    """The link to the sidecar: the only place in the addons that speaks HTTP."""

    _name = "ipai.sidecar"
    _inherit = ["ipai.sidecar.answer", "ipai.sidecar.service"]
    _description = "Link to the Sidecar"

    @api.private
    @api.model
    def call(
        self,
        method,
        path,
        *,
        json=None,
        files=None,
        data=None,
        params=None,
        record=None,
        purpose,
        timeout=None,
        scopes=(),
    ):
        """Ask the sidecar as the current user and return its JSON (dict or list).

        :param files: list of (field, file name, bytes, mimetype)
        :param record: what the call is about, for the log; may be empty
        :param purpose: what a person would call it, e.g. "Read receipt"
        :param timeout: seconds until the whole answer is there, 60 unless given
        :param scopes: rights the calling code grants beyond those of the user's groups
        :raises SidecarError: with a sentence for the user; the call stays in the log
        """
        calls = self.env["ipai.call"]
        with calls._recorded(
            method, path, purpose=purpose, record=record, files=files
        ) as entry:
            return self._ask(
                self._connection(),
                entry,
                scopes=scopes,
                timeout=timeout,
                json=json,
                files=files,
                data=data,
                params=params,
            )

    @api.private
    @api.model
    def enqueue(self, path, payload, *, record=None, purpose, scopes=()):
        """Start a long task in the sidecar and return its `ipai.call`, state queued.

        The sidecar answers later to the callback; then the model of ``record`` gets
        ``_ipai_call_done(call, result)`` or ``_ipai_call_failed(call, error)``, run
        as the user who asked. Arguments and errors otherwise as in `call`.
        """
        calls = self.env["ipai.call"]
        with calls._recorded(
            "POST", path, purpose=purpose, record=record, callback=True
        ) as entry:
            callback = {"url": entry.callback_url, "call_id": entry.uuid}
            answer = self._ask(
                self._connection(),
                entry,
                scopes=scopes,
                json={**payload, "callback": callback},
            )
            entry.job = answer.get("job_id") if isinstance(answer, dict) else None
        return calls._visible_now(entry.id)

    def _ask(self, connection, entry, *, scopes=(), timeout=None, **request):
        """Send the request of a log entry and read its answer as JSON."""
        answer = self._exchange(
            connection, entry, scopes=scopes, timeout=timeout, **request
        )
        return self._read_answer(connection, entry, answer)

    def _exchange(
        self, connection, entry, *, scopes=(), timeout=None, files=None, **request
    ):
        """Send the request of a log entry; return whatever answer came."""
        self._check_connection(connection)
        token = self._token(connection.secret, entry.uuid, scopes)
        try:
            answer = transport.send(
                entry.method,
                connection.url.rstrip("/") + entry.path,
                timeout=timeout or DEFAULT_TIMEOUT,
                files=files and [(field, tuple(rest)) for field, *rest in files],
                headers={
                    "Accept": "application/json",
                    "Authorization": f"Bearer {token}",
                    "X-Ipai-Call": entry.uuid,
                },
                **request,
            )
        except transport.TransportError as error:
            entry.attempts = error.attempts
            raise self._transport_error(
                connection, error.kind, timeout or DEFAULT_TIMEOUT
            ) from error
        entry.attempts = answer.attempts
        entry.status = answer.status
        return answer

    def _token(self, secret, call_uuid, scopes=()):
        """A JWT that says for one minute who is asking, in which companies."""
        user = self.env.user
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": user.login,
            "name": user.name,
            "uid": user.id,
            "db": self.env.cr.dbname,
            "groups": [r for r in ROLES if user.has_group(f"ipai_base.group_{r}")],
            "scopes": sorted(scopes),
            "company_id": self.env.company.id,
            "company_ids": self.env.companies.ids,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "jti": call_uuid,
        }
        return jwt.encode(claims, secret, algorithm="HS256")

    def _connection(self):
        """Address and secret in force: the environment's before the settings'."""
        return Connection(self._setting("sidecar_url"), self._setting("sidecar_secret"))

    def _check_connection(self, connection):
        if not connection.url:
            raise SidecarUnreachable(
                self.env._(
                    "No sidecar address is set. An administrator can enter it under "
                    "Settings > Workbench."
                )
            )
        if len(connection.secret) < SECRET_LENGTH:
            raise SidecarRefused(
                self.env._(
                    "The secret shared with the sidecar is missing or shorter than "
                    "%(length)s characters. An administrator can enter it under "
                    "Settings > Workbench.",
                    length=SECRET_LENGTH,
                )
            )

    def _setting(self, name):
        """Value of a setting as text, "" when it is not set."""
        return (
            self._environment_setting(name)
            or self.env["ir.config_parameter"].sudo().get_param(f"ipai_base.{name}")
            or ""
        )

    def _environment_setting(self, name):
        """What the server's environment says, which wins over the settings."""
        return os.environ.get(ENVIRONMENT.get(name, ""), "").strip()

    def _callback_base_url(self):
        parameters = self.env["ir.config_parameter"].sudo()
        url = self._setting("callback_url") or parameters.get_param("web.base.url", "")
        return url.rstrip("/")
