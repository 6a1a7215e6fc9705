# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""National holidays, from the package `holidays` where it is. Pure Python."""

from functools import lru_cache

try:
    import holidays
except ImportError:  # weekends and the company's own days off are still known
    holidays = None


@lru_cache(maxsize=64)
def national_days(country, year):
    """{date: name of the holiday} of a country (ISO code) in a year; empty when the
    package is missing or does not know the country."""
    if holidays is None or country not in holidays.list_supported_countries():
        return {}
    return dict(holidays.country_holidays(country, years=year, language="en_US"))
