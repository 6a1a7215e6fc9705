"""Odoo's changes into bronze, each row version once."""
