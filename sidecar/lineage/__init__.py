"""Lineage: which Odoo field stands behind which column, metric and screen."""
