"""The local runner: everything behind ``make`` on one machine."""
