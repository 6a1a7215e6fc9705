"""Receipts: a picture or PDF becomes fields with confidence and the place each came from.

    file ─ pages (pictures | pdf, in a child process) ─ recognition (an engine of adapters.ocr, or
    the text layer) ─ layout (rows) ─ fields/* (candidates) ─ arithmetic, confidence ─ reading

A country is a file in `locales/`: its labels, words, currencies and order of dates; the code
knows none. A field is a finder in `fields/`, a line in `extraction.py`, one in
`schemas.ReceiptFields` and weights in `confidence.toml`. Finders score every candidate they see
and drop none that may be right: the best becomes the value, the next the alternatives, the
distance between them a part of the confidence.
"""
