# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .ipai_quality_words import DIMENSIONS, STATES


class IpaiQualityScore(models.Model):
    """One dimension of one table on one day, as the warehouse measured it."""

    _name = "ipai.quality.score"
    _description = "Quality score of a day"
    _order = "day desc, table_id, dimension"
    _log_access = False

    table_id = fields.Many2one(
        "ipai.quality.table", "Table", required=True, ondelete="cascade", readonly=True
    )
    day = fields.Date(required=True, readonly=True, index=True)
    dimension = fields.Selection(DIMENSIONS, required=True, readonly=True)
    score = fields.Float(
        digits=(5, 2), readonly=True, aggregator="avg", help="0 to 100."
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        help="Not measured: the score means nothing.",
    )

    _sql_constraints = [
        (
            "day_unique",
            "UNIQUE(table_id, dimension, day)",
            "A table has one score a day and dimension.",
        ),
    ]
