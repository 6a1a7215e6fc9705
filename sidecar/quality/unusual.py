"""Figures of a relation that are unusual for the weekday: rows a day, shares of nulls, silence."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sidecar.quality.anomaly import Verdict, judge, same_weekday
from sidecar.quality.incidents import Finding
from sidecar.quality.scans import Scan
from sidecar.quality.thresholds import Limits

# Changes below twice these are never reported (a warning stands at two sigmas).
LEAST_ROWS, LEAST_SHARE_OF_ROWS, LEAST_SHARE_OF_USUAL = 5, 0.001, 0.1
LEAST_NULL_SHARE = 0.005
LEAST_SILENCE_HOURS = 1.0
# Measurements further apart, or nearer together, say nothing about a day.
SHORTEST_DAY, LONGEST_DAY = timedelta(hours=12), timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier days: profiles by relation, oldest first; shares of nulls by (relation, column)."""

    profiles: Mapping[str, list[dict[str, Any]]]
    nulls: Mapping[tuple[str, str], Mapping[date, float]]


def unusual(relation: str, scan: Scan, past: Past, now: datetime, limits: Limits) -> list[Finding]:
    """What stands out today against the same weekdays; nothing for a relation without a past."""
    profiles = past.profiles.get(relation, [])
    if not profiles:
        return []
    day = now.date()
    found = [*_rows(scan, profiles, now), *_silence(scan, profiles, now)]
    for name, column in scan.columns.items():
        if scan.read:
            history = same_weekday(past.nulls.get((relation, name), {}), day)
            verdict = judge(history, column.nulls / scan.read, least_sigma=LEAST_NULL_SHARE)
            if verdict and verdict.sigmas > 0:
                found.append((f"nulls:{name}", verdict, _say_nulls(name, verdict, day)))
    return [
        Finding(relation, rule, severity, reason, limits.is_muted(day))
        for rule, verdict, reason in found
        if (severity := verdict.state(limits.warn_sigma, limits.error_sigma)) != "ok"
    ]


def _rows(
    scan: Scan, profiles: list[dict[str, Any]], now: datetime
) -> Iterable[tuple[str, Verdict, str]]:
    today = {"day": now.date(), "row_count": scan.rows, "measured_at": now}
    rates = daily_rows([*profiles, today])
    rate = rates.pop(now.date(), None)
    history = same_weekday(rates, now.date())
    if rate is None or not history:
        return
    usual = abs(median(history))
    least = max(LEAST_ROWS, scan.rows * LEAST_SHARE_OF_ROWS, usual * LEAST_SHARE_OF_USUAL)
    verdict = judge(history, rate, least_sigma=least)
    if verdict:
        text = f"{rate:+.0f} rows a day; {_usual(verdict, now.date(), '+.0f')} is usual."
        yield "rows", verdict, text


def daily_rows(profiles: list[dict[str, Any]]) -> dict[date, float]:
    """Rows gained a day, by the day at whose end they were there."""
    rates = {}
    for before, after in itertools.pairwise(profiles):
        elapsed = after["measured_at"] - before["measured_at"]
        known = before["row_count"] is not None and after["row_count"] is not None
        if known and SHORTEST_DAY <= elapsed <= LONGEST_DAY:
            gained = after["row_count"] - before["row_count"]
            rates[after["day"]] = gained / (elapsed / timedelta(days=1))
    return rates


def _silence(
    scan: Scan, profiles: list[dict[str, Any]], now: datetime
) -> Iterable[tuple[str, Verdict, str]]:
    """Hours since the newest row; only a longer silence than usual is news."""
    if scan.newest_loaded_at is None:
        return
    series = {
        row["day"]: (row["measured_at"] - row["newest_loaded_at"]) / timedelta(hours=1)
        for row in profiles
        if row["newest_loaded_at"] is not None
    }
    hours = (now - scan.newest_loaded_at) / timedelta(hours=1)
    verdict = judge(same_weekday(series, now.date()), hours, least_sigma=LEAST_SILENCE_HOURS)
    if verdict and verdict.sigmas > 0:
        usual = _usual(verdict, now.date(), ".1f")
        yield "freshness", verdict, f"Nothing new for {hours:.1f} hours; {usual} is usual."


def _say_nulls(name: str, verdict: Verdict, day: date) -> str:
    usual = _usual(verdict, day, ".1%")
    return f"{name} is empty in {verdict.value:.1%} of the rows; {usual} is usual."


def _usual(verdict: Verdict, day: date, form: str) -> str:
    return f"{verdict.expected:{form}} on a {day:%A}"
