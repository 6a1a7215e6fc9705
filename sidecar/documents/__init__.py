"""Receipts: a picture or PDF becomes fields with confidence and the place each came from."""
