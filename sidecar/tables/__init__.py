"""Adds a model of Odoo to what is synchronised, down to silver, in the source tree."""
