# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class IpaiBirReturnReview(models.Model):
    """A second person says that a return is right."""

    _inherit = "ipai.bir.return"

    def action_review(self, reason=None):
        """Say that the return is right.

        :param reason: why a person reviews what they prepared; administrators only
        :raises UserError: with everything that stands in the way
        """
        for record in self:
            record._require_group("ipai_base.group_reviewer")
            record._expect_state("computed")
            own = record._refuse_own_work(reason)
            record._refuse_obstacles()
            record.sudo().write(
                {
                    "state": "reviewed",
                    "reviewer_id": self.env.uid,
                    "reviewed_at": fields.Datetime.now(),
                    "is_self_review": own,
                    "self_review_reason": (reason or "").strip() if own else False,
                }
            )
        return True

    def _refuse_obstacles(self):
        obstacles = self._review_obstacles()
        if obstacles:
            raise UserError(
                self.env._(
                    "%(name)s is not ready:\n%(list)s",
                    name=self.name,
                    list="\n".join(f"• {text}" for text in obstacles),
                )
            )

    def _review_obstacles(self):
        """Sentences that say what has to happen before a review; empty when nothing."""
        self.ensure_one()
        checks = self._open_checks()
        errors = checks.filtered(lambda check: check.level == "error")
        return [
            *errors.mapped("text"),
            *(
                self.env._("Accept with a reason, or settle: %s", check.text)
                for check in checks - errors
            ),
            *(self.stale_text or "").splitlines(),
            *self._moved_texts(),
        ]

    def _moved_texts(self):
        moved = self.sudo()._moved_boxes()
        if not moved:
            return []
        return [
            self.env._(
                "The books changed since the return was computed (%s): compute again.",
                ", ".join(moved),
            )
        ]

    def _refuse_own_work(self, reason):
        """Whether the reviewer prepared the return, which takes an administrator."""
        if self.env.user not in self.preparer_id | self.contributor_ids:
            return False
        if not self.env.user.has_group("ipai_base.group_administrator"):
            raise UserError(
                self.env._(
                    "You prepared %s: somebody else has to review it, or an "
                    "administrator allows the review of own work with a reason.",
                    self.name,
                )
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "You prepared %s yourself: give the reason why you review it.",
                    self.name,
                )
            )
        return True

    def action_unreview(self):
        """Take a review back, so that the return can be changed."""
        for record in self:
            record._require_group("ipai_base.group_reviewer")
            record._expect_state("reviewed")
            record.sudo().write(
                {
                    "state": "computed",
                    "reviewer_id": False,
                    "reviewed_at": False,
                    "is_self_review": False,
                    "self_review_reason": False,
                }
            )
        return True
