# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ..tools import return_state

PERIOD = {
    *("form_id", "company_id", "year", "month", "quarter", "date_from", "date_to"),
}
# What the BIR was told, and who said so: it stays as it was once it is filed.
TOLD = PERIOD | {
    *("name", "edition_id", "amends_id", "amendment_number", "amount_payable"),
    *("notices", "changes", "computed_at", "preparer_id", "contributor_ids"),
    *("reviewer_id", "reviewed_at", "is_self_review", "self_review_reason"),
    *("filed_by_id", "filed_on", "filing_channel", "filing_reference"),
    *("box_ids", "row_ids", "check_ids"),
}


class IpaiBirReturnLock(models.Model):
    """What nobody may write: neither past the steps of a return nor after filing."""

    _inherit = "ipai.bir.return"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_readonly(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_readonly(vals)
        if TOLD & set(vals) or vals.get("state", "paid") != "paid":
            self.filtered(lambda r: r.state in return_state.FROZEN)._refuse_locked()
        if PERIOD & set(vals):
            self._refuse_new_period(vals)
        return super().write(vals)

    def unlink(self):
        # An ondelete method is skipped for whoever forges the uninstall flag.
        self.check_access("unlink")
        if not (self.env.su and self.env.context.get(MODULE_UNINSTALL_FLAG)):
            self._refuse_deletion()
        return super().unlink()

    def _refuse_deletion(self):
        if any(record.state != "draft" for record in self):
            self._refuse_locked()
            raise UserError(
                self.env._("Set a computed return back to draft before you delete it.")
            )

    @api.model
    def _refuse_readonly(self, vals):
        """The steps of a return write as superuser; a person's own call never is."""
        if self.env.su:
            return
        for name in vals:
            field = self._fields.get(name)
            if field and field.readonly and name != "form_code":
                raise AccessError(
                    self.env._(
                        "“%s” is written by the steps of the return itself: use its "
                        "buttons.",
                        field._description_string(self.env),
                    )
                )

    def _refuse_new_period(self, vals):
        """The period is chosen while a return is a draft and amends none."""
        for record in self:
            if record.state == "draft" and not record.amends_id:
                continue
            for name in PERIOD & set(vals):
                read = self._fields[name].convert_to_cache
                if read(vals[name], record) != read(record[name], record):
                    raise UserError(
                        self.env._(
                            "The form, company and period of %s stay: only a draft "
                            "that amends no other return may change them.",
                            record.name,
                        )
                    )
