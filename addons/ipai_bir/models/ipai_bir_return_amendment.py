# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import return_state


class IpaiBirReturnAmendment(models.Model):
    """The chain of an original return and its amendments."""

    _inherit = "ipai.bir.return"

    amends_id = fields.Many2one(
        "ipai.bir.return",
        string="Amends",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    amended_by_id = fields.Many2one(
        "ipai.bir.return",
        string="Amended by",
        compute="_compute_amended_by_id",
    )
    amendment_ids = fields.One2many("ipai.bir.return", "amends_id")
    amendment_number = fields.Integer(readonly=True, copy=False, default=0)

    @api.depends("amendment_ids")
    def _compute_amended_by_id(self):
        for record in self:
            record.amended_by_id = record.amendment_ids[:1]

    def action_amend(self):
        """Open the next return of the chain, with what was typed in this one."""
        self.ensure_one()
        self.check_access("write")
        self._expect_state(*return_state.FROZEN)
        if self.amended_by_id:
            raise UserError(
                self.env._(
                    "%(name)s is amended already by %(other)s: go on there.",
                    name=self.name,
                    other=self.amended_by_id.name,
                )
            )
        draft = self.sudo().create(
            {
                "form_id": self.form_id.id,
                "company_id": self.company_id.id,
                "year": self.year,
                "month": self.month,
                "quarter": self.quarter,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "amends_id": self.id,
                "amendment_number": self.amendment_number + 1,
            }
        )
        self.sudo()._carry_typed(draft)
        return draft.sudo(False)

    def _carry_typed(self, draft):
        """Bring what persons typed and overrode into an amendment of this return.

        Penalties are not carried: those of the amendment are another computation.
        """
        edition = self.edition_id
        own = {edition.surcharge_box, edition.interest_box, edition.compromise_box}
        mine = {box.box_id: box for box in self.box_ids}
        for box in draft.box_ids.filtered(
            lambda b: b.code not in own and b.box_id.carry != "never"
        ):
            values = mine[box.box_id]._typed_values() if box.box_id in mine else None
            if values:
                box.write(values)
        for row in self.row_ids.filtered(lambda r: r.origin in ("typed", "carried")):
            row.copy({"return_id": draft.id})

    def action_open_amendment(self):
        """Amend the return, or go on with the amendment that is there."""
        self.ensure_one()
        draft = self.amended_by_id or self.action_amend()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    @api.model
    def _latest(self, form, company, date_from, date_to):
        """The return of a period that counts: the latest of its chain that is computed
        or later; may be empty.

        :param date_from: None when a period of any length will do
        """
        dates = [("date_to", "=", date_to)]
        if date_from:
            dates.append(("date_from", "=", date_from))
        return self.search(
            [
                ("form_id", "=", form.id),
                ("company_id", "=", company.id),
                ("state", "in", return_state.COMPUTED),
                *dates,
            ],
            order="amendment_number desc, date_from desc",
            limit=1,
        )
