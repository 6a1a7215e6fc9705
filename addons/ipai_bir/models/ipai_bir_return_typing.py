# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal, InvalidOperation

from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..tools import formula


class IpaiBirReturnTyping(models.Model):
    """What a person types into a return, or puts in place of what was computed."""

    _inherit = "ipai.bir.return"

    def set_box(self, code, amount, note=None):
        """Type an amount into a box that is typed; totals follow.

        :param amount: decimal string, or None to clear the box
        """
        box = self._open_to_person()._box(code)
        if not box.is_editable:
            raise UserError(self.env._("Box %s is computed and cannot be typed.", code))
        value = None
        if amount not in (None, ""):
            value = box._in_unit(self._decimal(amount, code))
        vals = {"amount": float(value or 0), "is_entered": value is not None}
        if note is not None:
            vals["note"] = note or False
        box.write(vals)
        self._follow_person()
        return True

    def set_row(self, schedule, values, row_id=None):
        """Write a row of a schedule by its letters; totals follow.

        :param values: {letter: text or decimal string}
        :return: id of the row
        """
        record = self._open_to_person()
        row = record.row_ids._typed(record, schedule, values, row_id)
        self._follow_person()
        return row.id

    def remove_row(self, row_id):
        """Take a typed row out of its schedule; totals follow."""
        row = self._open_to_person().row_ids.filtered(lambda r: r.id == row_id)
        row._refuse_derived()
        row.unlink()
        self._follow_person()
        return True

    def override_box(self, code, amount, reason):
        """Let another amount count than the computed one; totals follow.

        :param amount: decimal string
        :param reason: why; stays visible with who and when
        """
        box = self._open_to_person()._box(code)
        if box.kind in ("header", "manual"):
            raise UserError(
                self.env._("Box %s is not computed: type what belongs there.", code)
            )
        value = float(box._in_unit(self._decimal(amount, code)))
        box.write(
            {
                "is_overridden": True,
                "override_amount": value,
                "amount": value,
                "override_reason": self._given(
                    reason, self.env._("the reason of the override")
                ),
                "override_by_id": self.env.uid,
                "override_at": fields.Datetime.now(),
            }
        )
        self._follow_person()
        return True

    def clear_override(self, code):
        """Let the computed amount count again; totals follow."""
        self._open_to_person()._box(code)._clear_override()
        self._follow_person()
        return True

    def _open_to_person(self):
        """The return with rights to write its boxes, for a person who may."""
        self.ensure_one()
        self.check_access("write")
        self._refuse_locked()
        return self.sudo()

    def _follow_person(self):
        record = self.sudo()
        record.write({"contributor_ids": [Command.link(self.env.uid)]})
        if record.state == "computed":
            record._evaluate()

    def _decimal(self, text, where):
        """What a person wrote, as Decimal in centavos.

        :raises UserError: when it is no amount
        """
        try:
            value = Decimal(str(text).replace(",", "").strip())
        except InvalidOperation as error:
            raise UserError(
                self.env._(
                    "“%(text)s” in %(where)s is no amount: write it like 1234.50.",
                    text=text,
                    where=where,
                )
            ) from error
        if not value.is_finite():
            raise UserError(self.env._("The amount in %s has to be a number.", where))
        return formula.rounded(value)
