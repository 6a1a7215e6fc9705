# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

FROZEN = ("filed", "paid")
NAMED = 5


class IpaiBirReturnCompleteness(models.Model):
    """Whether a return says all that the books say, before anybody reviews it.

    A check is one method `_check_<code>()` that returns findings: dictionaries of
    level (error, warning or note) and text, and if there are any the box it concerns
    (`box`), the records to open (`res_model` with `ids`, or with `domain` and
    `count`) and `key`, by which the same finding is known again.
    """

    _inherit = "ipai.bir.return"

    check_ids = fields.One2many(
        "ipai.bir.return.check", "return_id", string="Checks", readonly=True
    )
    open_check_count = fields.Integer(
        compute="_compute_open_check_count", string="Checks to settle"
    )

    def _compute_open_check_count(self):
        for record in self:
            record.open_check_count = len(record._open_checks())

    def _open_checks(self):
        """Findings that keep the return from review: errors and open warnings."""
        return self.check_ids.filtered(
            lambda check: (
                check.level == "error"
                or (check.level == "warning" and not check.is_accepted)
            )
        )

    def _checks(self):
        """Codes of the checks that the form of this return needs; others add theirs."""
        self.ensure_one()
        return ["boxes", "unposted"]

    def _run_checks(self, codes=None):
        """Find anew what the checks (all, or those of `codes`) have to say.

        What was accepted stays accepted while the finding is the same.
        """
        for one in self:
            one._refuse_frozen_checks()
            read = one.env["ipai.bir.ledger"]._reads_once()
            record = one if read else one._reading_once()
            wanted = record._checks()
            run = [code for code in wanted if codes is None or code in codes]
            record._take_findings(
                [
                    {"code": code, **finding}
                    for code in run
                    for finding in getattr(record, f"_check_{code}")()
                ],
                record.check_ids.filtered(
                    lambda check, run=run, wanted=wanted: (
                        check.code in run or check.code not in wanted
                    )
                ),
            )
            record._refresh_notices()

    def _take_findings(self, findings, old):
        checks = self.env["ipai.bir.return.check"].sudo()
        known = {check.key: check for check in old.sudo()}
        found = {}
        for finding in findings:
            values = checks._values(finding)
            found[values["key"]] = values
        old.sudo().filtered(lambda check: check.key not in found).unlink()
        for key, check in known.items():
            if key in found:
                check.write(found[key])
        checks.create(
            [
                {**values, "return_id": self.id}
                for key, values in found.items()
                if key not in known
            ]
        )
        self.invalidate_recordset(["check_ids"])

    def _refresh_notices(self):
        """Keep for the sheet what the checks say, box by box."""
        for record in self.sudo():
            record.notices = [
                {
                    "box": check.box_code,
                    "level": check.level,
                    "text": check.text,
                    "check": check.id,
                    "accepted": check.accepted_reason or False,
                }
                for check in record.check_ids.sorted(lambda c: (c.sequence, c.id))
            ]

    def _few_names(self, names):
        """The first names, and how many more there are, for the end of a sentence."""
        shown = ", ".join(names[:NAMED])
        if len(names) > NAMED:
            more = len(names) - NAMED
            return self.env._("%(names)s and %(count)s more", names=shown, count=more)
        # the full stop of a "LTD." is that of the sentence, too
        return shown.removesuffix(".")

    def _refuse_frozen_checks(self):
        for record in self:
            if record.state in FROZEN:
                raise UserError(
                    self.env._(
                        "%s is filed: its checks stay as they were. Amend it instead.",
                        record.name,
                    )
                )

    def _check_boxes(self):
        """What the boxes themselves have to say: missing facts, advice, rounding."""
        return self._found_notices(self._evaluated())
