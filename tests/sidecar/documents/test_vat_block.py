"""The VAT block: whatever else is printed, a choice that adds up is found."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar.documents.evidence import Candidate
from sidecar.documents.fields.vat_block import Option, Problem, solve

RATE = Decimal("0.12")
CENT = Decimal("0.01")
D = Decimal


def option(value: Decimal, place: int, score: float = 2.0) -> Option:
    box = (0.0, float(place), 10.0, place + 1.0)
    return Option(value, score, Candidate(f"{value:.2f}", f"{value:.2f}", score, 0.9, 1, box))


def problem(
    totals: list[str], parts: dict[str, list[str]], extras: dict[str, list[str]] | None = None
) -> Problem:
    places = iter(range(1000))
    return Problem(
        [option(D(text), next(places), 5.0 - n) for n, text in enumerate(totals)],
        {
            name: [option(D(text), next(places), 2.0 - n / 10) for n, text in enumerate(values)]
            for name, values in parts.items()
        },
        {kind: [D(text) for text in values] for kind, values in (extras or {}).items()},
        RATE,
    )


def chosen(one: Problem) -> dict[str, str]:
    block = solve(one)
    assert block is not None
    assert block.complete
    return {name: f"{found.value:.2f}" for name, found in block.chosen.items()}


amounts = st.integers(1, 9_999_999).map(lambda n: D(n) / 100)
maybe = st.one_of(st.just(D("0.00")), amounts)


@settings(max_examples=150, deadline=None)
@given(
    base=amounts,
    exempt=maybe,
    zero=maybe,
    service=maybe,
    discount=maybe,
    noise=st.lists(amounts, max_size=2),
    data=st.data(),
)
def test_a_consistent_block_is_found_among_noise(
    base: Decimal,
    exempt: Decimal,
    zero: Decimal,
    service: Decimal,
    discount: Decimal,
    noise: list[Decimal],
    data: st.DataObject,
) -> None:
    tax = (base * RATE).quantize(CENT, ROUND_HALF_UP)
    total = base + tax + exempt + zero + service - discount
    if total <= 0:
        return
    places = iter(range(1000))

    def shuffled(value: Decimal) -> list[Option]:
        values = data.draw(st.permutations([value, *noise]))
        return [option(one, next(places)) for one in values]

    parts = {"vatable_sales": base, "tax": tax, "vat_exempt": exempt, "zero_rated": zero}
    block = solve(
        Problem(
            shuffled(total),
            {name: shuffled(value) for name, value in parts.items()},
            {"service": [service], "discount": [discount]},
            RATE,
        )
    )
    assert block is not None
    assert block.complete
    values = {name: found.value for name, found in block.chosen.items()}
    whole = sum((values[name] for name in parts), D(0))
    gaps = {D(0), service, -discount, service - discount}
    assert any(abs(whole + gap - values["total"]) <= 2 * CENT for gap in gaps)
    assert abs(values["vatable_sales"] * RATE - values["tax"]) <= max(
        2 * CENT, values["tax"] * D("0.002")
    )


def test_printed_amounts_are_left_as_they_are() -> None:
    one = problem(
        ["1120.00"],
        {"vatable_sales": ["1000.00"], "tax": ["120.00"], "vat_exempt": ["0.00"]},
    )
    assert chosen(one) == {
        "total": "1120.00",
        "vatable_sales": "1000.00",
        "tax": "120.00",
        "vat_exempt": "0.00",
    }


def test_one_digit_is_put_right_where_both_sums_want_it() -> None:
    parts = {"vatable_sales": ["1217.41"], "tax": ["146.09"], "zero_rated": ["0.00"]}
    assert chosen(problem(["1363.58"], parts))["total"] == "1363.50"
    parts = {"vatable_sales": ["1217.41"], "tax": ["148.09"], "zero_rated": ["0.00"]}
    assert chosen(problem(["1363.50"], parts))["tax"] == "146.09"
    parts = {"vatable_sales": ["1277.41"], "tax": ["146.09"], "zero_rated": ["0.00"]}
    assert chosen(problem(["1363.50"], parts))["vatable_sales"] == "1217.41"


def test_a_nought_read_as_eight() -> None:
    parts = {"vatable_sales": ["1000.00"], "tax": ["120.00"], "zero_rated": ["8.00"]}
    assert chosen(problem(["1120.00"], parts))["zero_rated"] == "0.00"


def test_vat_that_was_not_read_is_told_by_the_sums() -> None:
    parts = {"vatable_sales": ["1000.00"], "vat_exempt": ["50.00"]}
    found = chosen(problem(["1170.00"], parts))
    assert found["tax"] == "120.00"


def test_service_charge_discount_and_tax_withheld_lie_between() -> None:
    parts = {"vatable_sales": ["1000.00"], "tax": ["120.00"], "vat_exempt": ["500.00"]}
    extras = {"service": ["150.00"], "discount": ["100.00"], "withheld": ["20.00"]}
    assert chosen(problem(["1650.00", "1620.00"], parts, extras))["total"] == "1650.00"


def test_nothing_that_adds_up_is_nothing() -> None:
    assert solve(problem(["999.00"], {"vatable_sales": ["500.00"], "tax": ["10.00"]})) is None


def test_the_rate_alone_does_not_vouch_for_the_total() -> None:
    block = solve(problem(["777.77"], {"vatable_sales": ["1000.00"], "tax": ["120.00"]}))
    assert block is not None
    assert not block.complete
    assert "total" not in block.chosen
