"""Text recognition: one protocol, two engines on the same PP-OCR networks."""
