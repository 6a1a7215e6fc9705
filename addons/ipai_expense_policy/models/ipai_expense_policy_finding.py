# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, models
from odoo.tools import format_date, formatLang, groupby

from ..tools.limits import amount_of, overruns
from ..tools.wording import barred, fill, listed


class IpaiExpensePolicy(models.Model):
    """Finding breaches: one method `_find_<kind>` for each kind of policy. It takes the
    policies of its kind and the expenses, and yields (policy, expense, figures)."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "ipai.expense.policy"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _judge(self, expenses):
        """What the expenses breach, each by the policies valid on its date.

        The number of queries depends on the kinds of policies there are, not on how
        many expenses or policies.

        :return: {(expense id, policy id): sentence}
        """
        policies = self.search([("company_id", "in", expenses.company_id.ids)])
        found = {}
        for kind, group in groupby(policies, lambda one: one.kind):
            of_kind = self.browse([policy.id for policy in group])
            for policy, expense, figures in getattr(of_kind, f"_find_{kind}")(expenses):
                found[expense.id, policy.id] = policy._sentence(expense, figures)
        return found

    def _scoped(self, expenses):
        """(policy, expense) for each expense a policy speaks of."""
        for policy in self:
            for expense in expenses:
                if policy._covers(expense):
                    yield policy, expense

    def _find_amount(self, expenses):
        for policy, expense in self._scoped(expenses):
            amount, limit = policy._amounts(expense)
            if amount > limit:
                yield policy, expense, {"total": amount, "over": amount - limit}

    def _amounts(self, expense):
        """The amount of an expense and that of the policy, in company currency."""
        return amount_of(expense.total_amount), amount_of(self.limit_amount)

    def _find_day(self, expenses):
        yield from self._find_over(expenses, "day", lambda one: one.date)

    def _find_month(self, expenses):
        yield from self._find_over(
            expenses, "month", lambda one: one.date and one.date.replace(day=1)
        )

    def _find_over(self, expenses, period, period_of):
        counted = expenses._ipai_counted_with(period)
        for policy in self:
            spendings = [
                (one, (one.employee_id, period_of(one)), amount_of(one.total_amount))
                for one in counted
                if policy._covers(one)
            ]
            over = overruns(spendings, amount_of(policy.limit_amount))
            for expense in expenses:
                if expense in over:
                    total, excess = over[expense]
                    yield policy, expense, {"total": total, "over": excess}

    def _find_per_diem(self, expenses):
        """What a day of travel may cost: the rate of the approved travel request of
        that day where there is one, else that of the policy."""
        counted = expenses._ipai_counted_with("day")
        rates = counted._ipai_per_diems()
        for policy in self:
            spent = {}
            for expense in counted:
                if policy._covers(expense):
                    rate = rates.get(expense, amount_of(policy.limit_amount))
                    spent.setdefault(rate, []).append(
                        (
                            expense,
                            (expense.employee_id, expense.date),
                            amount_of(expense.total_amount),
                        )
                    )
            for rate, spendings in spent.items():
                for expense, (total, over) in overruns(spendings, rate).items():
                    if expense in expenses:
                        figures = {"total": total, "over": over, "limit": rate}
                        yield policy, expense, figures

    def _find_receipt(self, expenses):
        without = expenses._ipai_without_receipt()
        for policy, expense in self._scoped(expenses):
            amount, limit = policy._amounts(expense)
            if amount > limit and expense in without:
                yield policy, expense, {}

    def _find_tin(self, expenses):
        for policy, expense in self._scoped(expenses):
            amount, limit = policy._amounts(expense)
            has_tin = expense.ipai_tin or expense.vendor_id.vat
            if amount > limit and not has_tin:
                yield policy, expense, {}

    def _find_non_vat(self, expenses):
        for policy, expense in self._scoped(expenses):
            if expense._ipai_is_non_vat():
                yield policy, expense, {}

    def _find_weekend(self, expenses):
        days_off = expenses._ipai_days_off()
        for policy, expense in self._scoped(expenses):
            if expense in days_off:
                yield policy, expense, {"day": days_off[expense]}

    def _find_item(self, expenses):
        words = {policy: listed(policy.words) for policy in self}
        for policy, expense in self._scoped(expenses):
            match = barred(expense._ipai_item_texts(), words[policy])
            if match:
                yield policy, expense, {"item": match[0], "word": match[1]}

    def _find_vendor(self, expenses):
        for policy, expense in self._scoped(expenses):
            vendor = expense.vendor_id
            names = [vendor.name, expense.ipai_vendor_name]
            if vendor.commercial_partner_id & policy.vendor_ids.commercial_partner_id:
                yield policy, expense, {}
            elif barred(names, listed(policy.words)):
                yield policy, expense, {}

    def _find_category(self, expenses):
        for policy, expense in self._scoped(expenses):
            if expense.product_id:
                yield policy, expense, {}

    def _find_age(self, expenses):
        today = expenses._ipai_judged_on()
        for policy, expense in self._scoped(expenses):
            age = (today[expense] - expense.date).days if expense.date else 0
            if age > policy.days:
                yield policy, expense, {"age": age}

    def _find_duplicate(self, expenses):
        alike = expenses._ipai_alike()
        for policy, expense in self._scoped(expenses):
            if expense in alike:
                yield policy, expense, {"duplicates": alike[expense]}

    def _find_unsure(self, expenses):
        for policy, expense in self._scoped(expenses):
            if expense.ipai_state in ("review", "failed"):
                yield policy, expense, {"values": expense._ipai_unsure_values()}

    def _find_currency(self, expenses):
        for policy, expense in self._scoped(expenses):
            if expense.currency_id != expense.company_id.currency_id:
                yield policy, expense, {"currency": expense.currency_id.name}

    def _usual_message(self):
        """The sentence of a kind of policy, when the policy has none of its own."""
        _ = self.env._
        return {
            "amount": _("{policy} {limit}: {amount}, {over} over"),
            "day": _("{policy} {limit} per day: {total} on {date}, {over} over"),
            "month": _("{policy} {limit} per month: {total} in {month}, {over} over"),
            "per_diem": _("{policy} {limit} per day: {total} on {date}, {over} over"),
            "receipt": _("{policy}: {amount} without a receipt (above {limit})"),
            "tin": _("{policy}: {amount} without the vendor's TIN (above {limit})"),
            "non_vat": _("{policy}: {vendor} is not registered for VAT"),
            "weekend": _("{policy}: {date} is {day}"),
            "item": _("{policy}: “{item}”"),
            "vendor": _("{policy}: {vendor}"),
            "category": _("{policy}: {category}"),
            "age": _("{policy} {days} days: {date} is {age} days ago"),
            "duplicate": _("{policy}: like {duplicates}"),
            "unsure": _("{policy}: compare {values} with the receipt"),
            "currency": _("{policy}: paid in {currency}"),
        }[self.kind]

    def _sentence(self, expense, figures):
        """What a breach says: the policy's message with names and figures in it."""
        known = {
            "policy": self.name,
            "expense": expense.name,
            "employee": expense.employee_id.name,
            "date": expense.date,
            "month": expense.date
            and format_date(self.env, expense.date, date_format="MMMM y"),
            "amount": amount_of(expense.total_amount),
            "limit": amount_of(self.limit_amount),
            "currency": self.currency_id.name,
            "vendor": expense.vendor_id.name
            or expense.ipai_vendor_name
            or self.env._("the vendor"),
            "category": expense.product_id.name or "",
            "days": self.days,
            **figures,
        }
        shown = {name: self._shown(value) for name, value in known.items()}
        return fill(self.message or self._usual_message(), shown)

    def _shown(self, value):
        if isinstance(value, Decimal):
            return formatLang(self.env, float(value), digits=2)
        if hasattr(value, "year"):
            return format_date(self.env, value, date_format="d MMM y")
        return "" if value is False or value is None else str(value)
