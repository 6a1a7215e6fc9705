"""The plan of the demo company and the pure parts of its story."""

from datetime import date
from decimal import Decimal

import pytest
from local.demo import checks, tables
from local.demo.plan import make_plan, next_friday, next_run, rows
from local.demo.records import DEMO, QUARTER, USD_RATES, Window


@pytest.fixture(scope="module")
def plan():
    return make_plan(2026)


def test_same_seed_same_plan(plan):
    assert make_plan(2026).digest() == plan.digest()
    assert make_plan(2027).digest() != plan.digest()


def test_scale_multiplies_and_keeps_what_was_there(plan):
    large = make_plan(2026, scale=3)
    assert len(large.expenses) == 3 * len(plan.expenses)
    assert 2.9 < len(large.documents) / len(plan.documents) < 3.1
    assert set(plan.documents) <= set(large.documents)


def test_tables_name_only_what_exists(plan):
    parties, items = {p.key for p in plan.parties}, {i.code for i in plan.items}
    for flow in rows("flows"):
        assert not flow["party"] or flow["party"] in parties
        assert flow["item"] in items
    for expense in rows("expenses"):
        assert expense["party"] in parties
        assert expense["item"] in items
    employees = {e.key for e in plan.employees}
    assert {e.manager for e in plan.employees} <= employees | {""}


def test_a_month_has_sixty_to_a_hundred_entries(plan):
    for month in range(2, 11):
        paid = [p for d in plan.documents for p in d.payments if p.on.month == month]
        booked = [d for d in plan.documents if d.on.month == month]
        assert 60 <= len(paid) + len(booked) <= 100


def test_the_quarter_has_every_class_a_return_knows(plan):
    first, last = QUARTER
    classes = {ln.tax_class for d in plan.documents if first <= d.on <= last for ln in d.lines}
    assert classes >= {
        *("sale_vatable", "sale_government", "sale_zero_rated", "sale_exempt"),
        *("purchase_goods", "purchase_services", "purchase_capital_goods", "purchase_import"),
        *("purchase_nonresident_services", "purchase_no_input_tax", "purchase_import_exempt"),
    }


def test_only_the_open_month_has_drafts(plan):
    drafts = [d for d in plan.documents if not d.posted]
    assert drafts
    assert all(d.on >= DEMO.open_from and not d.payments for d in drafts)
    assert all(e.state == "posted" for e in plan.expenses if e.on < DEMO.open_from)


def test_nothing_happens_after_the_last_day_or_before_its_cause(plan):
    documents = {d.key: d for d in plan.documents}
    for document in plan.documents:
        assert all(document.on <= p.on <= DEMO.last_day for p in document.payments)
        assert [p.on for p in document.payments] == sorted(p.on for p in document.payments)
    for refund in plan.refunds:
        refunded = documents[refund.document]
        assert refunded.on <= refund.on <= DEMO.last_day
        assert all(refund.on <= p.on for p in refunded.payments)
    for remittance in plan.remittances:
        assert remittance.through < remittance.on <= DEMO.last_day


def test_entries_balance_and_every_month_has_a_dollar_rate(plan):
    for entry in plan.entries:
        assert sum(amount for _, amount in entry.legs) == 0
    assert len(USD_RATES) == 12


def test_payroll_pays_everybody_each_closed_month(plan):
    by_month = {}
    for pay in plan.payroll:
        by_month.setdefault(pay.on.month, set()).add(pay.employee)
    assert sorted(by_month) == list(DEMO.closed_months)
    hired_later = {e.key for e in plan.employees if int(e.hired or 1) > 1}
    assert by_month[1] == {e.key for e in plan.employees} - hired_later
    assert by_month[10] == {e.key for e in plan.employees}
    assert any(pay.minimum_wage for pay in plan.payroll)


def test_a_whole_year_is_closed_to_its_last_day():
    whole = make_plan(2026, window=Window(date(2025, 12, 31)))
    assert all(d.posted and d.on.year == 2025 for d in whole.documents)
    assert {d.on.month for d in whole.documents} == set(range(1, 13))
    assert all(e.state == "posted" for e in whole.expenses)
    assert any(pay.thirteenth_month for pay in whole.payroll if pay.on.month == 12)
    assert all(r.on.year == 2025 for r in whole.remittances)


def test_people_have_three_names_and_residents_a_tin(plan):
    for party in plan.parties:
        assert bool(party.tin) is (party.country == "PH")
        assert bool(party.first_name and party.last_name) is (party.kind == "person")
    tins = [party.tin for party in plan.parties if party.tin]
    assert len(tins) == len(set(tins))


@pytest.mark.parametrize(
    ("day", "friday", "run"),
    [
        (date(2026, 7, 1), date(2026, 7, 3), date(2026, 7, 15)),
        (date(2026, 7, 3), date(2026, 7, 3), date(2026, 7, 15)),
        (date(2026, 7, 16), date(2026, 7, 17), date(2026, 7, 31)),
        (date(2026, 2, 28), date(2026, 3, 6), date(2026, 2, 28)),
    ],
)
def test_pay_days(day, friday, run):
    assert next_friday(day) == friday
    assert next_run(day) == run


def example(**changed: str) -> dict[str, Decimal]:
    """The worked 2550Q of RMC 68-2024's layout, with other amounts where wanted."""
    amounts = {
        **{"31A": "5000000", "31B": "600000", "32A": "300000", "33A": "700000"},
        **{"34A": "6000000", "34B": "600000", "35B": "12000", "36B": "6000", "37B": "594000"},
        **{"38B": "25000", "39B": "0", "40B": "0", "41B": "0", "42B": "0", "43B": "25000"},
        **{"44A": "2400000", "44B": "288000", "45A": "100000", "45B": "12000"},
        **{"46A": "500000", "46B": "60000", "47A": "0", "47B": "0"},
        **{"48A": "150000", "49A": "0", "50A": "3150000", "50B": "360000", "51B": "385000"},
        **{"52B": "0", "53B": "34000", "54B": "0", "55B": "2400", "56B": "0", "57B": "36400"},
        **{"58B": "0", "59B": "36400", "60B": "348600", "61B": "245400", "15": "245400"},
        **{"16": "20000", "17": "0", "18": "0", "19": "0", "20": "20000", "21": "225400"},
        **{"22": "0", "23": "0", "24": "0", "25": "0", "26": "225400"},
    }
    return {box: Decimal(amount) for box, amount in (amounts | changed).items()}


def test_a_right_return_has_no_wrong_total():
    assert checks.wrong_totals(example()) == []


def test_each_wrong_total_is_named():
    [sentence] = checks.wrong_totals(example(**{"26": "225400.01"}))
    assert sentence == "Box 26 says 225,400.01, but 21 + 25 is 225,400.00."
    assert len(checks.wrong_totals(example(**{"31A": "1"}))) == 1


def test_gold_adds_up_to_boxes():
    sums = {
        ("output", "vatable"): (Decimal("100.00"), Decimal("12.00")),
        ("output", "government"): (Decimal("50.00"), Decimal("6.00")),
        ("input", "goods"): (Decimal("10.00"), Decimal("1.20")),
        ("input", "no_input_tax"): (Decimal("5.00"), Decimal("0.00")),
    }
    boxes = checks.gold_boxes(sums)
    assert (boxes["31A"], boxes["31B"]) == (Decimal("150.00"), Decimal("18.00"))
    assert (boxes["44A"], boxes["44B"]) == (Decimal("10.00"), Decimal("1.20"))
    assert boxes["48A"] == Decimal("5.00")
    assert "48B" not in boxes
    assert boxes["33A"] == 0


def test_a_difference_is_a_sentence():
    assert checks.different("Rows of", {"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == [
        "Rows of b: 2 in Odoo, 3 in the warehouse.",
        "Rows of c: None in Odoo, 4 in the warehouse.",
    ]


@pytest.mark.parametrize(
    ("read", "printed", "same"),
    [
        ("Lola Nena's Kainan Food Corp.", "LOLA NENA'S KAINAN FOOD CORP.", True),
        ("LOLA NENAS KAINAN F00D CORP", "LOLA NENA'S KAINAN FOOD CORP.", True),
        ("ISLAND MART", "TALA HARDWARE AND LUMBER", False),
        (None, "TALA HARDWARE AND LUMBER", False),
    ],
)
def test_vendor_names(read, printed, same):
    assert checks.same_vendor(read, printed) is same


def test_amounts_for_people():
    assert tables.money(Decimal("1234567.5")) == "1,234,567.50"
    assert tables.money(None) == "-"
    assert tables.count(2646) == "2,646"


def test_a_table_is_aligned_and_fits():
    rows = [["31", "A long label " * 20, "1,000.00"], ["32", "Short", "-"]]
    lines = tables.aligned(["Item", "What it says", "Amount"], rows, "llr")
    assert {len(line) for line in lines} == {tables.WIDTH}
    assert lines[2].endswith("...  1,000.00")
    assert lines[3].startswith("  32    Short")
