"""``make test``: every kind of test, on everything that was found, counted."""
