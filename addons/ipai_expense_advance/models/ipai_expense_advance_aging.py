# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL, drop_view_if_exists


class IpaiExpenseAdvanceAging(models.Model):
    """One open advance today, with how long it has been overdue."""

    _name = "ipai.expense.advance.aging"
    _description = "Aged Cash Advance"
    _auto = False
    _rec_name = "advance_id"
    _order = "days_overdue desc, id"

    advance_id = fields.Many2one("ipai.expense.advance", readonly=True)
    employee_id = fields.Many2one("hr.employee", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    date_due = fields.Date(string="Liquidate By", readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    bucket = fields.Selection(
        [
            ("0", "Not due"),
            ("1", "1-30 days"),
            ("2", "31-60 days"),
            ("3", "61-90 days"),
            ("4", "Over 90 days"),
        ],
        string="Overdue Since",
        readonly=True,
    )
    amount_open_company = fields.Monetary(
        string="Open", currency_field="company_currency_id", readonly=True
    )

    def init(self):
        drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                """
                CREATE VIEW %(view)s AS
                WITH open_advance AS (
                    SELECT advance.id, advance.employee_id, advance.department_id,
                           advance.company_id, advance.date_due,
                           advance.amount_open_company,
                           company.currency_id AS company_currency_id,
                           (now() AT TIME ZONE COALESCE(partner.tz, 'Asia/Manila')
                           )::date - advance.date_due AS days
                      FROM ipai_expense_advance advance
                      JOIN res_company company ON company.id = advance.company_id
                      JOIN res_partner partner ON partner.id = company.partner_id
                     WHERE advance.state IN ('paid', 'liquidating')
                )
                SELECT id, id AS advance_id, employee_id, department_id, company_id,
                       company_currency_id, date_due, amount_open_company,
                       GREATEST(days, 0) AS days_overdue,
                       CASE WHEN days <= 0 OR days IS NULL THEN '0'
                            WHEN days <= 30 THEN '1'
                            WHEN days <= 60 THEN '2'
                            WHEN days <= 90 THEN '3'
                            ELSE '4' END AS bucket
                  FROM open_advance
                """,
                view=SQL.identifier(self._table),
            )
        )

    def action_open_advance(self):
        """The advance of the line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ipai.expense.advance",
            "res_id": self.advance_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
