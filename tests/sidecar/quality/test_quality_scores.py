"""The arithmetic of the scores, the limits that hold, and days that stand out."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from sidecar.quality import scores
from sidecar.quality.anomaly import judge, same_weekday
from sidecar.quality.declared import Declaration
from sidecar.quality.scans import Column, Scan
from sidecar.quality.schemas import Rule
from sidecar.quality.thresholds import limits_for
from sidecar.quality.unusual import Past, daily_rows, unusual

FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_completeness_counts_cells_of_required_columns():
    assert scores.completeness(4, {"company_id": 1, "month": 0}) == Decimal("87.50")
    assert scores.completeness(0, {"company_id": 0}) == 100
    assert scores.completeness(4, {}) is None


def test_uniqueness_is_that_of_the_worst_key():
    assert scores.uniqueness(4, [2, 0]) == 50
    assert scores.uniqueness(0, [0]) == 100
    assert scores.uniqueness(4, []) is None


@pytest.mark.parametrize(
    ("hours", "expected"), [(0, 100), (6, 100), (8, 75), (12, 50), (600, 1), (None, None)]
)
def test_timeliness_halves_with_the_age(hours, expected):
    age = None if hours is None else hours * 3600
    assert scores.timeliness(age, 6) == expected


def test_timeliness_without_a_promise_is_nothing():
    assert scores.timeliness(60, None) is None


def test_consistency_is_the_share_of_checks_passed():
    assert scores.consistency(["pass", "pass", "pass", "warn"]) == Decimal("87.50")
    assert scores.consistency(["pass", "fail", "error", "skipped"]) == Decimal("33.33")
    assert scores.consistency(["skipped"]) is None


def test_the_mean_is_weighted_and_leaves_out_what_is_unknown():
    measured = {
        "completeness": Decimal("87.50"),
        "uniqueness": Decimal(50),
        "timeliness": Decimal(75),
        "consistency": Decimal("87.50"),
    }
    assert scores.weighted(measured) == Decimal("77.50")
    assert scores.weighted(measured | {"timeliness": None}) == Decimal("78.13")
    assert scores.weighted(dict.fromkeys(measured)) is None


def test_nearly_all_is_never_rounded_up_to_all():
    assert scores.percent(999_999, 1_000_000) == Decimal("99.99")
    assert scores.percent(1_000_000, 1_000_000) == 100


def gold(dimension, *rules, **declared):
    return limits_for("gold.vat_lines", "gold", dimension, rules, Declaration(**declared))


def test_a_layer_has_the_targets_of_the_platform():
    assert gold("completeness").state(Decimal("99.99")) == "warn"
    assert gold("completeness").state(Decimal("97.99")) == "error"
    assert gold("timeliness").slo_hours == 6
    assert gold("score").state(Decimal("79.99")) == "error"
    silver = limits_for("silver.slv_moves", "silver", "completeness", [], Declaration())
    assert [silver.state(Decimal(score)) for score in (95, 94, 89)] == ["ok", "warn", "error"]


def test_the_nearest_rule_wins_each_limit_by_itself():
    everything = Rule(dimension="completeness", warn_below=90, error_below=50)
    layer = Rule(layer="gold", dimension="completeness", warn_below=80)
    table = Rule(relation="gold.vat_lines", error_below=10)
    limits = gold("completeness", table, everything, layer)
    assert (limits.warn_below, limits.error_below) == (80, 10)
    other = limits_for("gold.other", "gold", "completeness", [table, layer], Declaration())
    assert (other.warn_below, other.error_below) == (80, 98)


def test_what_dbt_declares_stands_between_layer_and_table():
    layer = Rule(layer="gold", dimension="timeliness", slo_hours=1)
    assert gold("timeliness", layer, slo_hours=24.0).slo_hours == 24
    table = Rule(relation="gold.vat_lines", slo_hours=2)
    assert gold("timeliness", layer, table, slo_hours=24.0).slo_hours == 2
    promised = gold("completeness", completeness=90.0)
    assert (promised.warn_below, promised.error_below) == (90, 90)


def test_a_mute_ends_with_its_day():
    rule = Rule(relation="gold.vat_lines", muted_until=date(2026, 11, 20), mute_reason="Move")
    limits = gold("completeness", rule)
    assert limits.is_muted(date(2026, 11, 20))
    assert not limits.is_muted(date(2026, 11, 21))


def test_the_sigma_is_robust_and_of_the_same_weekday():
    series = {
        (FRIDAY - timedelta(days=back)).date(): 1000.0 + (500 if back % 7 else back // 7)
        for back in range(1, 71)
    }
    fridays = same_weekday(series, FRIDAY.date())
    assert fridays == [1001 + week for week in range(10)]
    fridays[3] = 90_000  # one wild day moves neither the middle nor the spread
    verdict = judge(fridays, 1020, least_sigma=1)
    # median of 1001..1010 with 1004 gone high: 1006.5; deviations' median 3; sigma 4.4478
    assert verdict.expected == 1006.5
    assert verdict.sigmas == round((1020 - 1006.5) / (1.4826 * 3), 2)
    assert (verdict.days, verdict.state(2, 3)) == (10, "error")
    assert judge(fridays, 1016, least_sigma=1).state(2, 3) == "warn"
    assert judge(fridays, 1012, least_sigma=1).state(2, 3) == "ok"
    assert judge(fridays[:4], 5000, least_sigma=1) is None


def profiles(rows_of_day, *, weeks=10, newest=timedelta(minutes=30)):
    """Ten weeks of measurements at 8:00; the table gains rows_of_day(weekday) rows each day."""
    total, found = 100_000, []
    start = FRIDAY - timedelta(weeks=weeks, days=1)
    for number in range(weeks * 7 + 1):
        moment = start + timedelta(days=number)
        total += rows_of_day(moment.weekday())
        found.append(
            {
                "day": moment.date(),
                "row_count": total,
                "measured_at": moment,
                "newest_loaded_at": moment - newest,
            }
        )
    return found, total


def weekly(weekday):
    """Busy on weekdays, nearly nothing at weekends."""
    return 2000 + 100 * weekday if weekday < 5 else 20


def scan(rows, nulls=0, silent=timedelta(minutes=30)):
    column = Column(name="vendor", position=1, type="text", nulls=nulls)
    return Scan(rows, rows, FRIDAY - silent, {"vendor": column})


def found_in(today, past_profiles, nulls=None, **limits):
    past = Past({"gold.x": past_profiles}, nulls or {})
    held = limits_for("gold.x", "gold", "anomaly", [Rule(**limits)], Declaration())
    return {item.rule: item for item in unusual("gold.x", today, past, FRIDAY, held)}


def test_ten_calm_weeks_with_a_weekday_pattern_alarm_nobody():
    past, total = profiles(weekly)
    assert found_in(scan(total + weekly(4)), past) == {}
    for back in range(1, 15):  # nor did any day before have a reason to
        now = FRIDAY - timedelta(days=back)
        earlier = [row for row in past if row["measured_at"] < now]
        today = next(row for row in past if row["day"] == now.date())
        held = limits_for("gold.x", "gold", "anomaly", [], Declaration())
        count = Scan(today["row_count"], today["row_count"], now, {})
        assert unusual("gold.x", count, Past({"gold.x": earlier}, {}), now, held) == []


def test_a_friday_like_a_sunday_is_an_error():
    past, total = profiles(weekly)
    found = found_in(scan(total + 20), past)
    assert found["rows"].severity == "error"
    assert found["rows"].reason == "+20 rows a day; +2400 on a Friday is usual."


def test_each_direction_has_its_own_size():
    past, total = profiles(weekly)
    # every Friday brought 2,400: the least sigma is a tenth, 240 rows; 2 sigmas 480, 3 sigmas 720
    assert found_in(scan(total + 2400 + 470), past) == {}
    assert found_in(scan(total + 2400 - 470), past) == {}
    assert found_in(scan(total + 2400 + 481), past)["rows"].severity == "warn"
    assert found_in(scan(total + 2400 - 721), past)["rows"].severity == "error"
    assert found_in(scan(total + 2400 - 721), past, error_sigma=6)["rows"].severity == "warn"


def test_four_weeks_are_too_few_to_judge():
    past, total = profiles(weekly, weeks=4)
    assert found_in(scan(total + 90_000), past) == {}


def test_more_nulls_and_a_longer_silence_stand_out_and_less_does_not():
    past, total = profiles(weekly)
    nulls = {("gold.x", "vendor"): {row["day"]: 0.10 for row in past}}
    total += weekly(4)
    few, many = int(total * 0.05), int(total * 0.13)
    assert found_in(scan(total, few), past, nulls) == {}
    found = found_in(scan(total, many, timedelta(hours=5)), past, nulls)
    assert {rule: item.severity for rule, item in found.items()} == {
        "nulls:vendor": "error",
        "freshness": "error",
    }
    assert found["nulls:vendor"].reason == (
        "vendor is empty in 13.0% of the rows; 10.0% on a Friday is usual."
    )
    assert found_in(scan(total, int(total * 0.105)), past, nulls) == {}


def test_a_day_that_was_not_measured_is_not_taken_for_a_long_one():
    past, _total = profiles(weekly, weeks=1)
    del past[3]
    assert set(daily_rows(past)) == {row["day"] for row in past} - {past[0]["day"], past[3]["day"]}
