"""The queue as people see it: list, cancel, try again; and the worker that empties it."""
