# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, models

from ..tools import due_date

HORIZON = relativedelta(months=13)


class IpaiBirObligationPlan(models.Model):
    """How registrations and due rules become the calendar of a company."""

    _inherit = "ipai.bir.obligation"

    @api.model
    def _plan(self, companies):
        """Bring the calendar of `companies` into line with what they register.

        Goes 13 months ahead and may run any number of times. What is filed is never
        touched; what is no longer registered and not filed leaves.
        """
        existing = {record._key(): record for record in self._planned(companies)}
        new = []
        for company in companies:
            for key, values in self._wanted(company).items():
                record = existing.pop(key, None)
                if record is None:
                    new.append(
                        dict(zip(self._key_fields(), key, strict=True), **values)
                    )
                elif not record.filed_on:
                    record._replan(values)
        gone = self.browse().concat(*existing.values())
        gone.filtered(lambda record: not record.filed_on).unlink()
        quiet = self.with_context(mail_create_nolog=True, mail_notrack=True)
        quiet.create(new)._link_returns()
        return True

    def _planned(self, companies):
        return self.search([("company_id", "in", companies.ids)])

    @api.model
    def _key_fields(self):
        return ("form_id", "company_id", "date_from", "date_to")

    def _key(self):
        return (self.form_id.id, self.company_id.id, self.date_from, self.date_to)

    def _wanted(self, company):
        """{key: values} of everything the company has to file up to the horizon."""
        registrations = self.env["ipai.bir.registration"].search(
            [("company_id", "=", company.id), ("form_id.active", "=", True)]
        )
        if not registrations:
            return {}
        last = due_date.today() + HORIZON
        calendar = self.env["ipai.bir.holiday"]._working_calendar(
            company, min(registrations.mapped("date_from")), last
        )
        wanted = {}
        for registration in registrations:
            form = registration.form_id
            for date_from, date_to in registration._filing_periods(last):
                due = form._due(company, date_to, calendar)
                if due.day <= last:
                    key = (form.id, company.id, date_from, date_to)
                    wanted[key] = self._planned_values(registration, due, date_to)
        return wanted

    @api.model
    def _planned_values(self, registration, due, date_to):
        return {
            "registration_id": registration.id,
            "statutory_date": due.statutory,
            "due_date": due.day,
            "payment_due_date": due.payment_day,
            "due_explanation": registration.form_id._due_explanation(due, date_to),
            "is_estimated": due.is_estimated,
        }

    def _replan(self, values):
        """Write what changed, and move the activities along."""
        current = {**{name: self[name] for name in values}}
        current["registration_id"] = self.registration_id.id
        changed = {
            name: value for name, value in values.items() if current[name] != value
        }
        if changed:
            self.write(changed)
        if "due_date" in changed:
            self._move_activities()

    def _link_returns(self):
        """Point each obligation to the newest return of its chain, if there is one."""
        if not self:
            return
        returns = self.env["ipai.bir.return"].search(
            [
                ("form_id", "in", self.form_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("date_to", ">=", min(self.mapped("date_from"))),
                ("date_to", "<=", max(self.mapped("date_to"))),
            ],
            order="amendment_number desc, id desc",
        )
        by_form = returns.grouped(lambda r: (r.form_id, r.company_id))
        for record in self:
            candidates = by_form.get((record.form_id, record.company_id), returns[:0])
            found = candidates.filtered(record._covers)[:1]
            if record.return_id != found:
                record.return_id = found

    def _covers(self, source):
        """Whether a return is for this period, or a short period within it."""
        return self.date_from <= source.date_from and source.date_to <= self.date_to
