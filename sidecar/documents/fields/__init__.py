"""Finders: rows of a receipt become ranked candidates, one module a subject."""
