# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models

from ..exceptions import SidecarError
from ..models.ipai_sidecar_answer import SKEW_SECONDS

TIMEOUT = 15
FINE, TROUBLE, DEAD = "fine", "trouble", "dead"
STATES = [(FINE, "Works"), (TROUBLE, "Needs attention"), (DEAD, "No connection")]


class IpaiSidecarCheck(models.TransientModel):
    """One look at the sidecar: what it answered, and what to do when it did not."""

    _name = "ipai.sidecar.check"
    _description = "Connection Check"
    _rec_name = "url"

    url = fields.Char("Address", readonly=True)
    state = fields.Selection(STATES, readonly=True, required=True)
    summary = fields.Text(readonly=True, required=True)
    line_ids = fields.One2many("ipai.sidecar.check.line", "check_id", readonly=True)

    @api.model
    def _open(self, connection):
        """Ask the sidecar through a connection and show the answer in a dialog."""
        check = self.create({"url": connection.url, **self._look(connection)})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Connection to the sidecar"),
            "res_model": self._name,
            "res_id": check.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _look(self, connection):
        """Values of a check: first whether it lives, then whether it believes us."""
        try:
            health, skew = self._ask_health(connection)
        except SidecarError as error:
            return {"state": DEAD, "summary": str(error)}
        lines = [
            Command.create(self._line(name, check))
            for name, check in health["checks"].items()
        ]
        try:
            caller = self._ask_identity(connection)
        except SidecarError as error:
            return {"state": TROUBLE, "summary": str(error), "line_ids": lines}
        broken = [line[2]["name"] for line in lines if not line[2]["works"]]
        if broken:
            summary = self.env._(
                "The sidecar answers and accepts the secret, but not everything it "
                "needs works: %(names)s.",
                names=", ".join(broken),
            )
        elif skew is not None and abs(skew) > SKEW_SECONDS:
            summary = self.env._(
                "Everything answers, but the clocks of Odoo and of the sidecar differ "
                "by %(seconds)s seconds. Set both clocks (NTP).",
                seconds=abs(skew),
            )
        else:
            return {
                "state": FINE,
                "line_ids": lines,
                "summary": self.env._(
                    "The sidecar answers, accepts the secret and knows you "
                    "as %(name)s.",
                    name=caller.get("name") or self.env.user.name,
                ),
            }
        return {"state": TROUBLE, "summary": summary, "line_ids": lines}

    def _ask_health(self, connection):
        """What GET /health says, also when it says 503, and the skew of the clocks."""
        sidecar = self.env["ipai.sidecar"]
        with self._recorded("/health") as entry:
            answer = sidecar._exchange(connection, entry, timeout=TIMEOUT)
            content = answer.json()
            if isinstance(content, dict) and isinstance(content.get("checks"), dict):
                return content, sidecar._clock_skew(answer)
            sidecar._read_answer(connection, entry, answer)
            raise sidecar._stranger_error(connection, answer)

    def _ask_identity(self, connection):
        sidecar = self.env["ipai.sidecar"]
        with self._recorded("/whoami") as entry:
            return sidecar._ask(connection, entry, timeout=TIMEOUT)

    def _recorded(self, path):
        purpose = self.env._("Check connection")
        return self.env["ipai.call"]._recorded("GET", path, purpose=purpose)

    def _line(self, name, check):
        return {
            "name": name.upper() if len(name) <= 3 else name.capitalize(),  # OCR
            "works": check.get("status") == "ok",
            "milliseconds": check.get("ms"),
            "message": check.get("message") or _facts(check.get("detail") or {}),
        }


def _facts(detail):
    """What a dependency says of itself, each value once: "version 18.4, login x"."""
    names = {}
    for name, value in detail.items():
        if isinstance(value, str) and value:
            names.setdefault(value, name.replace("_", " "))
    return ", ".join(f"{name} {value}" for value, name in names.items())


class IpaiSidecarCheckLine(models.TransientModel):
    """One thing the sidecar depends on, as it was at the check."""

    _name = "ipai.sidecar.check.line"
    _description = "Connection Check: Dependency"

    check_id = fields.Many2one("ipai.sidecar.check", required=True, ondelete="cascade")
    name = fields.Char("Dependency", required=True, readonly=True)
    works = fields.Boolean(readonly=True)
    state = fields.Selection(
        [("works", "Works"), ("broken", "Fails")], compute="_compute_state"
    )
    milliseconds = fields.Float("Time (ms)", digits=(12, 0), readonly=True)
    message = fields.Char("What it says", readonly=True)

    @api.depends("works")
    def _compute_state(self):
        for line in self:
            line.state = "works" if line.works else "broken"
