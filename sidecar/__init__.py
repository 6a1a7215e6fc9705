"""The sidecar: what Odoo should not do itself. It reads receipts, copies the books and runs dbt."""
