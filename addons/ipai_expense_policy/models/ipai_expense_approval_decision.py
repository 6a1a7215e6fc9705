# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .ipai_expense_approval import APPROVED, PLANNED, REFUSED, WAITING, WITHDRAWN


class IpaiExpenseApproval(models.Model):
    """Deciding: who may, and what follows."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "ipai.expense.approval"  # pylint: disable=consider-merging-classes-inherited

    def _why_not(self, user):
        """Why a user may not decide this level, as a sentence, or None."""
        row = self.sudo()
        employee = row.employee_id
        if row.state != WAITING or not row.is_current:
            return self.env._("“%s” is decided already.", row.title)
        if user == employee.user_id:
            return self.env._("Nobody approves expenses of their own: “%s”.", row.title)
        if user.share or (
            row.company_id not in user.company_ids and not user._is_superuser()
        ):
            return self.env._("“%s” belongs to another company.", row.title)
        if user in row.approver_ids | row._today_deputies():
            return None
        if row.is_default and row._submission()._ipai_odoo_lets_approve(user):
            return None
        return self.env._(
            "“%(title)s” waits for %(approvers)s, not for you.",
            title=row.title,
            approvers=", ".join(row.approver_ids.mapped("name"))
            or self.env._("those who may approve all expenses"),
        )

    def _today_deputies(self):
        """Delegates as of now, not as of when the row began to wait."""
        deputies = self.env["ipai.expense.delegation"]._deputies(self.company_id)
        return self._deputies_among(deputies)

    def _check_may_decide(self):
        for row in self:
            sentence = row._why_not(self.env.user)
            if sentence:
                raise AccessError(sentence)

    def action_approve(self):
        """Approve the waiting levels of these submissions, in one click.

        :return: True, or the action Odoo wants answered first (its duplicate check)
        """
        self._check_may_decide()
        answer = True
        for row in self:
            answer = row._approve_one() or answer
        return answer

    def _approve_one(self):
        """Approve one level. The last hands over to Odoo, whose write of the approval
        marks the level (see ipai.expense.submission); before it the next is asked."""
        row = self.sudo()
        if row._is_last():
            return row._submission()._ipai_odoo_approve()
        row._mark(APPROVED, self.env.user)
        row._siblings()._ask_next()
        return None

    def _approve_in_spite(self):
        """Approve at the last level what Odoo holds for entered twice."""
        self._check_may_decide()
        for row in self.sudo():
            row._submission()._do_approve()
        return True

    def _siblings(self):
        """Rows of the same submission."""
        return self._current(self._submission())

    def _is_last(self):
        return not any(row.state == PLANNED for row in self._siblings())

    def _mark(self, state, user, note=False):
        """Keep who decided, and for whom."""
        self.ensure_one()
        absent = self.env["res.users"]
        if user not in self.approver_ids:
            deputies = self.env["ipai.expense.delegation"]._deputies(self.company_id)
            absent = self.approver_ids.filtered(
                lambda approver: user in deputies.get(approver, absent)
            )[:1]
        self.write(
            {
                "state": state,
                "user_id": user.id,
                "deputy_for_id": absent.id,
                "decided_at": fields.Datetime.now(),
                "note": note or self.note,
            }
        )
        self._submission()._ipai_log_approval(self._told(user, absent))

    def _told(self, user, absent):
        """The decision as a sentence for the log."""
        who = user.name
        if absent:
            who = self.env._(
                "%(user)s in place of %(absent)s", user=user.name, absent=absent.name
            )
        level = self.level_name
        if self.state == APPROVED:
            return self.env._(
                "Level %(number)s (%(level)s) approved by %(who)s.",
                number=self.level,
                level=level,
                who=who,
            )
        return self.env._(
            "Refused by %(who)s at level %(number)s (%(level)s).",
            who=who,
            number=self.level,
            level=level,
        )

    def action_refuse(self, reason=None):
        """Refuse these submissions; without a reason, ask for it in a dialog."""
        self._check_may_decide()
        if reason is None:
            return self.env["ipai.expense.decision"]._open_for(self, "refuse")
        reason = " ".join(reason.split())
        if not reason:
            raise UserError(self.env._("Write the reason; the employee reads it."))
        for row in self.sudo():
            row._submission()._ipai_refuse(self.env.user, reason)
        return True

    def _close_refused(self, user, note):
        """A submission was refused: mark the level, the later ones are not asked."""
        for row in self:
            if row.state == WAITING:
                row._mark(REFUSED, user, note)
            elif row.state == PLANNED:
                row.state = WITHDRAWN

    def action_approve_many(self):
        """Approve what has no breach and no look-alike; ask about the others.

        :return: True, or the dialog with those to decide one by one
        """
        rows = self.filtered(lambda row: row.state == WAITING)
        if not rows:
            raise UserError(self.env._("None of these waits for a decision."))
        rows._check_may_decide()
        plain = rows.filtered(lambda row: not row._needs_a_look())
        for row in plain:
            row._approve_one()
        others = rows - plain
        if not others:
            return True
        return self.env["ipai.expense.decision"]._open_for(
            others, "approve", approved=len(plain)
        )

    def _needs_a_look(self):
        expenses = self.sudo().expense_ids
        return bool(
            expenses.ipai_breach_ids
            or expenses.ipai_duplicate_ids
            or expenses.duplicate_expense_ids - expenses
        )
