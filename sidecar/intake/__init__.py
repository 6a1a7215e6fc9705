"""Rows of sources that are no Odoo, by webhook and file, into bronze or the quarantine."""
