# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

LEVELS = ["error", "warning", "note"]


class IpaiBirReturnCheck(models.Model):
    """One thing a return's completeness checks found, and what a person said to it."""

    _name = "ipai.bir.return.check"
    _inherit = ["ipai.bir.return.content"]
    _description = "Finding of the checks of a BIR return"
    _order = "return_id, sequence, id"
    _rec_name = "text"

    return_id = fields.Many2one(
        "ipai.bir.return", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    sequence = fields.Integer(required=True, help="Worst first.")
    code = fields.Char(required=True, help="The check that found it.")
    key = fields.Char(
        required=True,
        help="Same while the finding is the same: what was accepted stays accepted.",
    )
    level = fields.Selection(
        selection=[("error", "Error"), ("warning", "Warning"), ("note", "Note")],
        required=True,
    )
    box_code = fields.Char(string="Box", help="The box it concerns; empty for all.")
    text = fields.Text(required=True)
    res_model = fields.Char(help="Model of the records to look at.")
    domain = fields.Json(help="Which of them.")
    record_count = fields.Integer(string="Records", help="How many there are.")
    is_accepted = fields.Boolean(string="Accepted")
    accepted_by_id = fields.Many2one("res.users", string="Accepted by")
    accepted_at = fields.Datetime(string="Accepted at")
    accepted_reason = fields.Char(string="Reason")

    _sql_constraints = [
        ("once", "UNIQUE(return_id, key)", "A return has each finding once."),
    ]

    def accept(self, reason):
        """Accept warnings for a reason; it holds while the finding is the same.

        :raises UserError: without a reason, for an error, or once it is filed
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the warning is accepted."))
        for check in self:
            if check.level != "warning":
                raise UserError(
                    self.env._(
                        "Only warnings can be accepted: an error has to be corrected, "
                        "a note asks for nothing."
                    )
                )
        self._set_acceptance(
            {
                "is_accepted": True,
                "accepted_by_id": self.env.uid,
                "accepted_at": fields.Datetime.now(),
                "accepted_reason": reason,
            }
        )
        return True

    def withdraw(self):
        """Take an acceptance back."""
        self._set_acceptance(
            {
                "is_accepted": False,
                "accepted_by_id": False,
                "accepted_at": False,
                "accepted_reason": False,
            }
        )
        return True

    def _set_acceptance(self, values):
        """Nobody writes findings; who may write the return may accept them."""
        self.return_id.check_access("write")
        self.return_id._refuse_frozen_checks()
        self.sudo().write(values)
        self.return_id._refresh_notices()

    def action_open(self):
        """Open the records the finding speaks of."""
        self.ensure_one()
        if not self.res_model:
            raise UserError(self.env._("This finding names no records."))
        if self.res_model == "account.move.line":
            return self.return_id._lines_action(self.text, self.domain, 1)
        return {
            "type": "ir.actions.act_window",
            "name": self.text.splitlines()[0],
            "res_model": self.res_model,
            "views": [(False, "list"), (False, "form")],
            "domain": [
                tuple(leaf) if isinstance(leaf, list) else leaf for leaf in self.domain
            ],
            "context": {
                "create": False,
                "active_test": False,
                "allowed_company_ids": self.return_id._filed_companies().ids,
            },
        }

    @api.model
    def _values(self, finding):
        """Values of a record from what a finder returned.

        :param finding: {code, level, text; box, res_model, ids or domain and count,
            key (the finding itself, without amounts of language) are optional}
        """
        ids = finding.get("ids")
        domain = [("id", "in", sorted(ids))] if ids is not None else None
        told = [finding["code"], finding.get("box") or "", finding["level"]]
        told += [finding.get("key") or finding["text"], sorted(ids or ())]
        digest = hashlib.sha256(json.dumps(told, default=str).encode())
        return {
            "code": finding["code"],
            "key": digest.hexdigest(),
            "level": finding["level"],
            "sequence": LEVELS.index(finding["level"]) + 1,
            "box_code": finding.get("box") or False,
            "text": finding["text"],
            "res_model": finding.get("res_model") or False,
            "domain": finding.get("domain", domain),
            "record_count": len(ids) if ids is not None else finding.get("count", 0),
        }
