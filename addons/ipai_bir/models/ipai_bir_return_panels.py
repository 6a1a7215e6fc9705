# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.tools import format_date

from ..tools import formula


class IpaiBirReturnPanels(models.Model):
    """What is shown beside the form: checks, changes, proof, amendments, drift."""

    _inherit = "ipai.bir.return"

    def _panels(self):
        return {
            "checks": self._checks_sheet(),
            "changes": self._changes_sheet(),
            "proofs": self._proofs_sheet(),
            "filing": self._filing_sentence(),
            "chain": self._chain_sheet(),
            "drift": self._drift_sheet(),
            "newer_entries": self._has_newer_entries(),
        }

    def _drift_sheet(self):
        """Entries that changed what was filed, with what happened to each."""
        said = {
            "posted": self.env._("posted after filing"),
            "reset": self.env._("reset to draft after filing"),
            "deleted": self.env._("deleted after filing"),
            "changed": self.env._("changed after filing"),
        }
        return [
            {
                "id": entry["entry"] if entry["what"] != "deleted" else False,
                "name": entry["name"],
                "what": said.get(entry["what"], entry["what"]),
                "amount": entry["amount"],
            }
            for entry in self.drift or []
        ]

    def _checks_sheet(self):
        may_settle = self._may_write()
        return [
            {
                "id": check.id,
                "level": check.level,
                "code": check.code,
                "box": check.box_code or "",
                "text": check.text,
                "count": check.record_count,
                "opens": bool(check.res_model),
                "accepted": check.is_accepted,
                "reason": check.accepted_reason or "",
                "accepted_by": check.accepted_by_id.sudo().name or "",
                "may_accept": may_settle
                and check.level == "warning"
                and not check.is_accepted,
                "may_withdraw": may_settle and check.is_accepted,
            }
            for check in self.check_ids
        ]

    def _changes_sheet(self):
        boxes = {box.code: box.box_id for box in self.box_ids}
        return [
            {
                "code": change["box"],
                "label": boxes[change["box"]].label,
                "before": change["before"],
                "after": change["after"],
                "difference": str(
                    formula.rounded(
                        Decimal(change["after"]) - Decimal(change["before"])
                    )
                ),
            }
            for change in self.changes or []
            if change["box"] in boxes
        ]

    def _proofs_sheet(self):
        kinds = dict(self.env["ipai.bir.proof"]._fields["kind"].selection)
        return [
            {
                "id": proof.id,
                "kind": proof.kind,
                "title": kinds[proof.kind],
                "name": proof.name,
                "size": proof.size,
                "sha256": proof.sha256,
                "url": f"/ipai_bir/proof/{proof.id}",
            }
            for proof in self.proof_ids
        ]

    def _filing_sentence(self):
        """Who filed when, where and under which number; and the payment."""
        if not self.filed_on:
            return ""
        channels = dict(self._fields["filing_channel"]._description_selection(self.env))
        said = self.env._(
            "Filed on %(day)s by %(person)s, %(channel)s, reference %(reference)s.",
            day=format_date(self.env, self.filed_on),
            person=self.filed_by_id.sudo().name,
            channel=channels.get(self.filing_channel, ""),
            reference=self.filing_reference,
        )
        if not self.paid_on:
            return said
        paid = self.env._(
            "Paid %(amount)s on %(day)s, reference %(reference)s.",
            amount=f"{self.paid_amount:,.2f}",
            day=format_date(self.env, self.paid_on),
            reference=self.payment_reference,
        )
        return f"{said} {paid}"

    def _chain_sheet(self):
        """The original and its amendments, oldest first; empty for a lone return."""
        first = self.sudo()
        while first.amends_id:
            first = first.amends_id
        states = dict(self._fields["state"]._description_selection(self.env))
        chain, one = [], first
        while one:
            chain.append(
                {
                    "id": one.id,
                    "name": one.name,
                    "state": states[one.state],
                    "current": one == self,
                }
            )
            one = one.amended_by_id
        return chain

    def _has_newer_entries(self):
        """Whether entries of the period were changed since an open return read them."""
        if self.state not in ("computed", "reviewed") or not self.computed_at:
            return False
        companies, date_from, date_to = self._period()
        # The moment of computing is kept in whole seconds, that of an entry is not.
        after = self.computed_at + timedelta(seconds=1)
        return bool(
            self.env["account.move"]
            .sudo()
            .search_count(
                [
                    ("company_id", "in", companies.ids),
                    ("date", ">=", date_from),
                    ("date", "<=", date_to),
                    ("posted_before", "=", True),
                    ("ipai_bir_return_id", "=", False),
                    ("write_date", ">=", after),
                ],
                limit=1,
            )
        )
