# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Runs the JavaScript unit tests of one addon, whose name `addon` says, in Chromium."""


def _suite_id(name):
    """The id Hoot gives a suite: a 32 bit hash of its name, in hexadecimal."""
    value = 0
    for character in name:
        value = ((value << 5) - value + ord(character)) & 0xFFFFFFFF
    return f"{value:08x}"


class HootTests:
    """Mixin for an HttpCase."""

    addon = None
    # Odoo's loader leaves out tests a class inherits, without a word.
    allow_inherited_tests_method = True

    def test_javascript(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={_suite_id('@' + self.addon)}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
