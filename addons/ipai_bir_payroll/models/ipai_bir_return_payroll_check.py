# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import models

from .ipai_bir_return_payroll import ANNUAL, MONTHLY

NAMED = ("payroll_difference", "payroll_identity", "payroll_untaxed", "payroll_warning")


class IpaiBirReturnPayrollCheck(models.Model):
    """What a return of payroll has to say before it is reviewed.

    Texts count employees and do not name them, because more people read a return than
    may know salaries; the records behind a finding open for payroll alone.
    """

    _inherit = "ipai.bir.return"

    def _checks(self):
        checks = super()._checks()
        if self.form_id.code == MONTHLY:
            return [
                *checks,
                "payroll_account",
                "payroll_identity",
                "payroll_difference",
                "payroll_warning",
                "payroll_untaxed",
            ]
        if self.form_id.code == ANNUAL:
            return [*checks, "payroll_identity", "payroll_year"]
        return checks

    def _check_payroll_account(self):
        """Items 25 and 26 against the credits of the account of the tax."""
        if not self._has_pay():
            return []
        account = self.company_id.sudo().ipai_compensation_withholding_account_id
        if not account:
            return [
                {
                    "level": "warning",
                    "box": "25",
                    "text": self.env._(
                        "Item 25 cannot be compared with the books: set the account of "
                        "the withholding tax on compensation in the company."
                    ),
                }
            ]
        lines = self._withholding_lines(account)
        booked = -sum((Decimal(f"{line.balance:.2f}") for line in lines), Decimal(0))
        said = self.amount("25") + self.amount("26")
        if booked == said:
            return []
        text = self.env._(
            "Items 25 and 26 say %(said)s, the books credit %(booked)s to account "
            "%(account)s in the period: a difference of %(difference)s.",
            said=f"{said:,.2f}",
            booked=f"{booked:,.2f}",
            account=account.display_name,
            difference=f"{said - booked:,.2f}",
        )
        return [
            {
                "level": "warning",
                "box": "25",
                "text": text,
                "res_model": "account.move.line",
                "domain": [("id", "in", lines.ids)],
                "count": len(lines),
            }
        ]

    def _withholding_lines(self, account):
        """Items payroll booked on the account: what was remitted is left out."""
        domain = [
            *self.env["ipai.bir.ledger"].period_domain(*self._period()),
            ("account_id", "=", account.id),
            ("move_id.ipai_bir_return_id", "=", False),
        ]
        lines = self.env["account.move.line"].sudo().search(domain)
        return lines.filtered(lambda line: not _is_remittance(line))

    def _check_payroll_identity(self):
        """Employees the alphalist cannot name."""
        if self.form_id.code == MONTHLY:
            found = self.env["ipai.bir.compensation"].sudo()
            domain = self._pays_domain()
        else:
            found = self.env["ipai.bir.compensation.year"].sudo()
            domain = self._years_domain()
        employees = [
            employee.id for (employee,) in found._read_group(domain, ["employee_id"])
        ]
        nameless = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("id", "in", employees),
                    "|",
                    "|",
                    ("ipai_tin", "=", False),
                    ("ipai_last_name", "=", False),
                    ("ipai_first_name", "=", False),
                ]
            )
        )
        text = self.env._(
            "Employees without TIN, or without last and first name: %s.", len(nameless)
        )
        level = "warning" if self.form_id.code == MONTHLY else "error"
        return self._payroll_finding(level, False, text, nameless)

    def _check_payroll_difference(self):
        """Pay from which another tax was withheld than should have been."""
        pays = self._pays(("difference", "!=", 0))
        total = sum((pay._decimal("difference") for pay in pays), Decimal(0))
        text = self.env._(
            "Pays from which another tax was withheld than should have been: "
            "%(count)s, %(total)s together.",
            count=len(pays),
            total=f"{total:+,.2f}",
        )
        return self._payroll_finding("warning", "25", text, pays)

    def _check_payroll_warning(self):
        """Pay with something to look at beside a difference of tax."""
        pays = self._pays(("warning", "!=", False)).filtered(
            lambda p: len(p.warning.splitlines()) > bool(p.difference)
        )
        text = self.env._("Pays with a warning to look at: %s.", len(pays))
        return self._payroll_finding("note", "14", text, pays)

    def _check_payroll_untaxed(self):
        """Who is counted in item 23, because the form does not say how."""
        pays = self._pays(("is_untaxed", "=", True))
        text = self.env._(
            "Employees counted here: %s. Nothing is withheld from them, and they stay "
            "within the bracket without tax if paid like this until December.",
            len(pays.employee_id),
        )
        return self._payroll_finding("note", "23", text, pays)

    def _check_payroll_year(self):
        """Lines of the alphalist whose sums do not settle."""
        years = self._employee_years()
        wrong = years.filtered("difference")
        total = sum((Decimal(f"{y.difference:.2f}") for y in wrong), Decimal(0))
        text = self.env._(
            "Employees whose tax withheld is not the tax due of their year: %(count)s, "
            "%(total)s together.",
            count=len(wrong),
            total=f"{total:+,.2f}",
        )
        findings = self._payroll_finding("warning", "A7", text, wrong)
        refunds = years.filtered("refunded")
        released = self._box("11").text if refunds else False
        if refunds and not released:
            text = self.env._(
                "Employees to whom tax was refunded in the last pay: %s. Say in item "
                "11 whether the refunds were released, and when.",
                len(refunds),
            )
            findings += self._payroll_finding("warning", "11", text, refunds)
        if "D2" in years.mapped("schedule"):
            text = self.env._(
                "The records of minimum wage earners in the DAT file follow RMC "
                "25-2024 Annex A as transcribed, and were not validated: run the "
                "file through the BIR's module before you submit it."
            )
            findings.append({"level": "note", "box": "A2", "text": text})
        return findings

    def _payroll_finding(self, level, box, text, records):
        if not records:
            return []
        return [
            {
                "level": level,
                "box": box,
                "text": text,
                "res_model": records._name,
                "ids": records.ids,
            }
        ]

    def _sheet(self):
        """Payroll reads the names of employees beside what is found of them."""
        sheet = super()._sheet()
        named = not self.env.context.get("ipai_without_names")
        group = "ipai_bir_payroll.group_payroll"
        if self._is_of_payroll() and named and self.env.user.has_group(group):
            names = {
                check.id: check._payroll_names()
                for check in self.check_ids
                if check.code in NAMED or check.code == "payroll_year"
            }
            _add_names(sheet, names)
        return sheet


def _is_remittance(line):
    """Whether a debit pays the tax: in a bank's journal, or against money alone."""
    if line.balance <= 0:
        return False
    others = line.move_id.line_ids.filtered(lambda x: x.account_id != line.account_id)
    return line.move_id.journal_id.type in ("bank", "cash", "credit") or all(
        other.account_id.account_type == "asset_cash" for other in others
    )


def _add_names(node, names):
    """Append names to the notices of a sheet, wherever they stand in it."""
    if isinstance(node, list):
        for item in node:
            _add_names(item, names)
    elif isinstance(node, dict):
        added = names.get(node.get("check"))
        if added and "text" in node and added not in node["text"]:
            node["text"] = f"{node['text']} {added}"
        for value in node.values():
            if isinstance(value, list | dict):
                _add_names(value, names)
