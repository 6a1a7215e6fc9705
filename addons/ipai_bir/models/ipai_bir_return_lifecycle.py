# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import return_state

CHANNELS = [
    ("efps", "eFPS"),
    ("ebirforms", "Offline eBIRForms"),
    ("manual", "On paper"),
    ("other", "Other"),
]


class IpaiBirReturnLifecycle(models.Model):
    """From draft to paid: who may take each step, and what it writes down."""

    _inherit = "ipai.bir.return"

    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("computed", "Computed"),
            ("reviewed", "Reviewed"),
            ("filed", "Filed"),
            ("paid", "Paid"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    computed_at = fields.Datetime(string="Computed at", readonly=True, copy=False)
    preparer_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="Who computed the return last.",
    )
    contributor_ids = fields.Many2many(
        "res.users",
        "ipai_bir_return_contributor_rel",
        string="Contributors",
        readonly=True,
        copy=False,
        help="Who typed amounts or rows, or overrode boxes.",
    )
    reviewer_id = fields.Many2one("res.users", readonly=True, copy=False, tracking=True)
    reviewed_at = fields.Datetime(readonly=True, copy=False)
    is_self_review = fields.Boolean(
        string="Reviewed by its preparer", readonly=True, copy=False
    )
    self_review_reason = fields.Char(
        string="Why the preparer reviewed", readonly=True, copy=False, tracking=True
    )
    filed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    filed_on = fields.Date("Filed on", readonly=True, copy=False, tracking=True)
    filing_channel = fields.Selection(CHANNELS, readonly=True, copy=False)
    filing_reference = fields.Char(
        readonly=True,
        copy=False,
        tracking=True,
        help="Number the BIR's channel gave: eFPS reference, eBIRForms confirmation.",
    )
    paid_on = fields.Date("Paid on", readonly=True, copy=False, tracking=True)
    payment_bank = fields.Char(readonly=True, copy=False)
    payment_reference = fields.Char(readonly=True, copy=False, tracking=True)
    paid_amount = fields.Monetary(readonly=True, copy=False)

    def action_draft(self):
        """Open a computed return again; what was typed stays."""
        self.check_access("write")
        self._expect_state("computed")
        for record in self.sudo():
            record.write({"state": "draft", "amount_payable": 0.0, "notices": False})
            record._warn_dependents()
        return True

    def file(self, reference, filed_on=None, channel=None, confirmation=None):
        """Write down that a person filed the return; from here it never changes.

        :param reference: number given by the channel
        :param filed_on: date, today when None
        :param channel: key of CHANNELS, eBIRForms when None
        :param confirmation: {"name": file name, "content": base64} of the BIR's answer
        """
        self.ensure_one()
        self._require_group("ipai_base.group_reviewer")
        self._require_person()
        self._expect_state("reviewed")
        self._refuse_obstacles()
        self.sudo().write(
            {
                "state": "filed",
                "filing_reference": self._given(
                    reference, self.env._("the reference of the filing")
                ),
                "filed_on": self._past_date(filed_on),
                "filing_channel": self._known_channel(channel),
                "filed_by_id": self.env.uid,
                "drift_checked_at": fields.Datetime.now(),
            }
        )
        self.sudo()._store_proof(confirmation)
        self.sudo()._warn_dependents()
        return True

    def _known_channel(self, channel):
        channel = channel or "ebirforms"
        if channel not in dict(CHANNELS):
            raise UserError(
                self.env._(
                    "There is no channel “%(channel)s”: use one of %(known)s.",
                    channel=channel,
                    known=", ".join(dict(CHANNELS)),
                )
            )
        return channel

    def mark_paid(self, paid_on, reference, bank=None, amount=None):
        """Write down the payment of a filed return.

        :param amount: decimal string; the amount payable when None
        """
        self.ensure_one()
        self._require_group("ipai_base.group_reviewer")
        self._require_person()
        self._expect_state("filed")
        paid = self.amount_payable
        if amount not in (None, False, ""):
            paid = float(self._decimal(amount, self.env._("the amount paid")))
        if paid <= 0:
            raise UserError(
                self.env._(
                    "Nothing is payable on %s: a filed return without tax is done.",
                    self.name,
                )
            )
        self.sudo().write(
            {
                "state": "paid",
                "paid_on": self._past_date(paid_on),
                "payment_reference": self._given(
                    reference, self.env._("the reference of the payment")
                ),
                "payment_bank": (bank or "").strip() or False,
                "paid_amount": paid,
            }
        )
        self.sudo()._warn_dependents()
        return True

    def _require_group(self, group):
        self.check_access("write")
        if not self.env.user.has_group(group):
            raise AccessError(
                self.env._(
                    "Only a finance reviewer may do this with %s. Ask one of them.",
                    self.name,
                )
            )

    def _require_person(self):
        """Filing and paying are said by a person, never by a program."""
        if self.env.uid == SUPERUSER_ID or self.env.user.share:
            raise UserError(
                self.env._(
                    "A person has to say that %s was filed or paid: log in as that "
                    "person.",
                    self.name,
                )
            )

    def _expect_state(self, *states):
        names = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if record.state not in states:
                raise UserError(
                    self.env._(
                        "%(name)s is in state %(state)s; this needs %(needed)s.",
                        name=record.name,
                        state=names[record.state].lower(),
                        needed=self.env._(" or ").join(
                            names[state].lower() for state in states
                        ),
                    )
                )

    def _given(self, text, what):
        text = (text or "").strip()
        if not text:
            raise UserError(self.env._("Give %s.", what))
        return text

    def _past_date(self, day):
        today = fields.Date.context_today(self)
        day = fields.Date.to_date(day) or today
        if day > today:
            raise UserError(
                self.env._("%s lies in the future.", fields.Date.to_string(day))
            )
        return day

    def _refuse_locked(self):
        """What a reviewed or filed return says is not changed any more."""
        for record in self:
            if record.state == "reviewed":
                raise UserError(
                    self.env._(
                        "%s is reviewed. Take the review back before you change it.",
                        record.name,
                    )
                )
            if record.state in return_state.FROZEN:
                raise UserError(
                    self.env._(
                        "%s is filed and stays as it was filed. Amend it to change "
                        "what the BIR has.",
                        record.name,
                    )
                )
