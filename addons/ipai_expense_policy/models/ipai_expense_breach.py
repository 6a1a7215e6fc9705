# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .ipai_expense_policy import REASON, SEVERITIES, WARN

OPEN, EXPLAINED, WAIVED = ("open", "explained", "waived")
RANK = {severity: rank for rank, (severity, _label) in enumerate(SEVERITIES, start=1)}


class IpaiExpenseBreach(models.Model):
    """One time that one expense breached a policy, with what was said about it. It is
    withdrawn when the expense is within the policy again or the policy no longer holds:
    archived, so that nothing counts it, but kept as what happened. Breached once more,
    it is a new breach, which what was said about the earlier one does not excuse."""

    _name = "ipai.expense.breach"
    _description = "Policy Breach"
    _order = "severity_rank desc, id"
    _rec_name = "text"

    expense_id = fields.Many2one(
        "hr.expense", required=True, index=True, ondelete="cascade"
    )
    policy_id = fields.Many2one(
        "ipai.expense.policy", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="expense_id.company_id", store=True, index=True
    )
    employee_id = fields.Many2one(related="expense_id.employee_id", store=True)
    kind = fields.Selection(related="policy_id.kind", store=True)
    reference = fields.Char(related="policy_id.reference")
    severity = fields.Selection(SEVERITIES, required=True, readonly=True)
    severity_rank = fields.Integer(compute="_compute_severity_rank", store=True)
    text = fields.Char(string="Breach", required=True, readonly=True)
    reason = fields.Text(readonly=True)
    state = fields.Selection(
        [(OPEN, "Open"), (EXPLAINED, "Explained"), (WAIVED, "Waived")],
        required=True,
        default=OPEN,
        readonly=True,
        index=True,
    )
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    decided_at = fields.Datetime(string="On", readonly=True)
    withdrawn_at = fields.Datetime(string="Withdrawn", readonly=True)
    active = fields.Boolean(compute="_compute_active", store=True)

    _sql_constraints = [
        (
            "expense_policy_unique",
            "EXCLUDE USING btree (expense_id WITH =, policy_id WITH =) "
            "WHERE (withdrawn_at IS NULL)",
            "An expense breaches a policy once at a time.",
        ),
    ]

    @api.depends("withdrawn_at")
    def _compute_active(self):
        for breach in self:
            breach.active = not breach.withdrawn_at

    @api.depends("severity")
    def _compute_severity_rank(self):
        for breach in self:
            breach.severity_rank = RANK.get(breach.severity, 0)

    @api.model
    def _keep(self, expenses, found):
        """Make the breaches of these expenses what was found, and log the changes.

        A reason stands as long as the figures it was given for do.

        :param found: {(expense id, policy id): sentence}
        """
        known = {
            (one.expense_id.id, one.policy_id.id): one
            for one in expenses.ipai_breach_ids
        }
        gone = self.browse([known[key].id for key in known if key not in found])
        for breach in gone:
            breach.expense_id._ipai_log(
                self.env._("No longer breached: %s.", breach._told())
            )
        gone.write({"withdrawn_at": fields.Datetime.now()})
        # Written at once: the database takes a new one only after the old one ended.
        gone.flush_recordset()
        gone.expense_id._ipai_breaches_settled()
        new = []
        for key, text in found.items():
            severity = self.env["ipai.expense.policy"].browse(key[1]).severity
            if key not in known:
                new.append(
                    {
                        "expense_id": key[0],
                        "policy_id": key[1],
                        "severity": severity,
                        "text": text,
                    }
                )
            elif (known[key].text, known[key].severity) != (text, severity):
                known[key]._change(text, severity)
        for breach in self.create(new):
            breach.expense_id._ipai_log(self.env._("Policy breached: %s.", breach.text))

    def _change(self, text, severity):
        """The figures changed, so what was said about the old ones no longer holds."""
        if self.state != OPEN:
            self.expense_id._ipai_log(
                self.env._(
                    "Changed to: %(new)s. Before: %(old)s.",
                    new=text,
                    old=self._told(),
                )
            )
        self.write({"text": text, "severity": severity, "state": OPEN})

    def _told(self):
        """The breach with what was said about it, for the log."""
        if self.state == OPEN:
            return self.text
        said = {
            EXPLAINED: self.env._("explained"),
            WAIVED: self.env._("waived"),
        }[self.state]
        return self.env._(
            "%(text)s, %(said)s by %(user)s: “%(reason)s”",
            text=self.text,
            said=said,
            user=self.user_id.name,
            reason=self.reason,
        )

    def _as_chip(self):
        """The breach as the screens show it."""
        return {
            "id": self.id,
            "text": self.text,
            "severity": self.severity,
            "state": self.state,
            "reason": self.reason or "",
            "by": self.user_id.name or "",
            "reference": self.reference or "",
        }

    def _as_chips(self):
        """The breaches as the screens show them: a rule breached alike by several
        expenses is told once."""
        chips = {breach.text: breach._as_chip() for breach in self}
        return list(chips.values())

    def _stopping(self):
        """Those that keep their expense from being submitted."""
        return self.filtered(lambda one: one.state == OPEN and one.severity != WARN)

    def action_explain(self, reason):
        """Give the reason for breaches that need one.

        Whoever may change the expense may explain it. A breach that blocks takes more
        than a reason of the employee: a change, or a waiver.
        """
        self.expense_id.check_access("write")
        for breach in self:
            if breach.severity != REASON:
                raise UserError(
                    self.env._(
                        "“%s” takes no reason: change the expense, or ask a reviewer "
                        "to waive it.",
                        breach.text,
                    )
                )
        self.sudo()._decide(EXPLAINED, reason)
        return True

    def action_waive(self, reason):
        """Let breaches pass as a reviewer who is not the employee, with a reason."""
        for breach in self:
            breach._check_may_waive()
        self.sudo()._decide(WAIVED, reason)
        return True

    def action_ask_waiver(self):
        """Open the dialog in which a reviewer writes why a breach may pass."""
        for breach in self:
            breach._check_may_waive()
        return self.env["ipai.expense.decision"]._open_for(self, "waive")

    def _check_may_waive(self):
        self.check_access("read")
        expense = self.sudo().expense_id
        if not self.env.user._ipai_reviews_expenses():
            raise AccessError(
                self.env._(
                    "Breaches are waived by finance reviewers and by those who "
                    "approve all expenses."
                )
            )
        if expense.employee_id.user_id == self.env.user:
            raise UserError(
                self.env._("Nobody waives a breach of their own: “%s”.", self.text)
            )

    def _decide(self, state, reason):
        reason = " ".join((reason or "").split())
        if not reason:
            raise UserError(self.env._("Write the reason."))
        for breach in self.filtered("withdrawn_at"):
            raise UserError(
                self.env._(
                    "“%s” no longer holds, so there is nothing to explain or waive. "
                    "Reload the page.",
                    breach.text,
                )
            )
        self.write(
            {
                "state": state,
                "reason": reason,
                "user_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        for breach in self:
            breach.expense_id._ipai_log(breach._told())
        self.expense_id._ipai_breaches_settled()
