# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Taxable quarters of a calendar or fiscal year (NIRC Sec. 22(P), 114)."""

from datetime import date, timedelta


def quarter_dates(year: int, quarter: int, last_month: int = 12) -> tuple[date, date]:
    """First and last day of a quarter of the year that ends in `last_month`."""
    months = year * 12 + last_month - 12 + (quarter - 1) * 3
    return _first_day(months), _first_day(months + 3) - timedelta(days=1)


def quarter_of(day: date, last_month: int = 12) -> tuple[int, int]:
    """(year the taxable year ends in, quarter 1-4) that `day` falls in."""
    months = day.year * 12 + day.month - 1 - last_month
    return months // 12 + 1, months % 12 // 3 + 1


def previous_quarter(day: date, last_month: int = 12) -> tuple[int, int]:
    """(year, quarter) of the last quarter that ended before `day`."""
    year, quarter = quarter_of(day, last_month)
    return (year, quarter - 1) if quarter > 1 else (year - 1, 4)


def _first_day(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)
