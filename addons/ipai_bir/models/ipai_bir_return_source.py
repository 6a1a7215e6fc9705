# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ..tools import formula

RETURN_KINDS = ("carry_over", "return")


class IpaiBirReturnSource(models.Model):
    """Where the boxes of a return that nobody types get their amounts."""

    _inherit = "ipai.bir.return"

    def _reading_once(self):
        """This return while it is computed: boxes, schedules, lists and checks all take
        from one reading of the books."""
        by_partner = self.edition_id.lists or self.row_ids._groups_books(self)
        ledger = self.env["ipai.bir.ledger"]._reading_once(bool(by_partner))
        return self.with_env(ledger.env)

    def _read_sources(self):
        """Fill every box and row that does not follow from other boxes."""
        self._read_books()
        self._read_returns()
        self._read_amended()
        self._read_providers()
        self.row_ids._read_all(self)

    def _reference(self, box):
        """(form, reference) of the return a box reads."""
        if box.kind == "carry_over":
            return self.form_id, "previous"
        code, reference = box.box_id.reads.split("@")
        return self.env["ipai.bir.form"]._coded(code), reference

    def _referred(self, box):
        """The return a box reads: this one when it is its own period, empty when it is
        not kept here, None when the year has no such period (yet)."""
        form, reference = self._reference(box)
        dates = self._referred_dates(reference)
        if dates is None:
            return None
        if form == self.form_id and dates == (self.date_from, self.date_to):
            return self
        return self._latest(form, self.company_id, *dates)

    def _return_behind(self, box):
        """The other return a box got its amount from; may be empty."""
        if box.kind == "amended":
            return self.amends_id
        found = self._referred(box) if box.kind in RETURN_KINDS else None
        return (found or self) - self

    def _read_returns(self):
        boxes = self.box_ids.filtered(lambda b: b.kind in RETURN_KINDS)
        for box in boxes - boxes._of_formulas():
            source = self._referred(box)
            if source:
                text = self.env._("From %s", source.name)
                box._set_computed(box._taken_from(source), text)
            elif source is not None:
                box._leave_open(self._missing_text(box))
            else:
                text = self.env._("Nothing: there is no such period in the year yet")
                box._set_computed(Decimal(0), text)

    def _missing_text(self, box):
        form, reference = self._reference(box)
        if box.kind == "carry_over":
            return self.env._("Typed: the return before is not kept here")
        return self.env._(
            "Typed: %(form)s (%(period)s) is not kept here",
            form=form.code,
            period=reference,
        )

    def _read_amended(self):
        """What the return said that this one amends; nothing on an original."""
        for box in self.box_ids.filtered(lambda b: b.kind == "amended"):
            before = self.amends_id
            if before:
                text = self.env._("From %s", before.name)
                box._set_computed(box._taken_from(before), text)
            else:
                text = self.env._("Nothing: this is no amended return")
                box._set_computed(Decimal(0), text)

    def _read_providers(self):
        """Ask `_provide_<name>` for the boxes that a program of another part fills.

        Such a method returns {measure: (Decimal, source text, action or None)}; the box
        of a measure it does not know is typed.
        """
        provided = {}
        for box in self.box_ids.filtered(lambda b: b.kind == "provider"):
            name, measure = box.box_id.reads.split(":")
            if name not in provided:
                method = getattr(self, f"_provide_{name}", None)
                provided[name] = method() if method else {}
            if measure in provided[name]:
                amount, text, action = provided[name][measure]
                box._set_computed(amount, text, source_action=action or False)
            else:
                box._leave_open(self.env._("Typed: nothing is kept here for it"))

    def _evaluated(self):
        """{box: Decimal} of every box with an amount, as stored."""
        return {
            box.code: box._decimal() for box in self.box_ids if box.kind != "header"
        }

    def _taken(self, text, name):
        """Amount of a formula on the boxes of this return, for another one's box.

        :raises UserError: when an edition of this form does not have the boxes
        """
        try:
            return formula.evaluate({name: text}, self._evaluated())[name]
        except formula.FormulaError as error:
            raise UserError(
                self.env._(
                    "%(name)s does not have what another return reads from it. "
                    "%(problem)s",
                    name=self.name,
                    problem=error,
                )
            ) from error
