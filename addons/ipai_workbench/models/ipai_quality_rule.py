# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .ipai_quality_words import DIMENSIONS, LAYERS

RULE_DIMENSIONS = [*DIMENSIONS, ("anomaly", "Unusual days")]
WEBHOOK = "ipai_workbench.quality_webhook_url"


class IpaiQualityRule(models.Model):
    """What people decide about the data of a table, a layer or everything.

    Limits, the age promised, who answers for it, until when nobody wants to hear of it.
    The nearest rule that says something wins; what no rule says is left to what dbt
    declares and to the sidecar's targets.
    """

    _name = "ipai.quality.rule"
    _inherit = ["mail.thread"]
    _description = "Quality rule"
    _order = "layer, table_id, dimension, id"

    active = fields.Boolean(default=True)
    table_id = fields.Many2one(
        "ipai.quality.table", "Table", ondelete="cascade", index=True, tracking=True
    )
    layer = fields.Selection(
        LAYERS, tracking=True, help="For all tables of a layer; not with a table."
    )
    dimension = fields.Selection(
        RULE_DIMENSIONS, tracking=True, help="Empty: for all of them."
    )
    has_limits = fields.Boolean("Own limits", tracking=True)
    warn_below = fields.Float("Warning below", digits=(5, 2), tracking=True)
    error_below = fields.Float("Error below", digits=(5, 2), tracking=True)
    slo_hours = fields.Float(
        "Promised age (hours)",
        digits=(8, 2),
        tracking=True,
        help="How old the data may be; 0 leaves it to the table's own promise.",
    )
    warn_sigma = fields.Float(
        "Warning at sigmas",
        digits=(4, 1),
        tracking=True,
        help="How unusual a day must be for a warning; 0 means 2.",
    )
    error_sigma = fields.Float(
        "Error at sigmas",
        digits=(4, 1),
        tracking=True,
        help="How unusual a day must be for an error; 0 means 3.",
    )
    muted_until = fields.Date(
        tracking=True, help="Until the end of this day no incident is opened."
    )
    mute_reason = fields.Char(tracking=True)
    owner_id = fields.Many2one(
        "res.users",
        "Owner",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Gets an activity for each new incident.",
    )

    @api.depends("table_id", "layer", "dimension")
    def _compute_display_name(self):
        layers = dict(self._fields["layer"]._description_selection(self.env))
        words = dict(self._fields["dimension"]._description_selection(self.env))
        for rule in self:
            place = rule.table_id.relation or layers.get(rule.layer)
            what = words.get(rule.dimension)
            place = place or self.env._("All tables")
            rule.display_name = f"{place}: {what}" if what else place

    @api.constrains("table_id", "layer", "dimension", "active")
    def _check_scope(self):
        for rule in self:
            if rule.table_id and rule.layer:
                raise ValidationError(
                    self.env._("A rule is for one table or for a layer, not for both.")
                )
            same = [
                ("table_id", "=", rule.table_id.id),
                ("layer", "=", rule.layer),
                ("dimension", "=", rule.dimension),
            ]
            if rule.active and self.search_count(same, limit=2) > 1:
                raise ValidationError(
                    self.env._(
                        "There is a rule for “%(scope)s” already. Change that one.",
                        scope=rule.display_name,
                    )
                )

    @api.constrains(
        "has_limits",
        "warn_below",
        "error_below",
        "slo_hours",
        "warn_sigma",
        "error_sigma",
    )
    def _check_limits(self):
        for rule in self:
            limits = (rule.warn_below, rule.error_below)
            if rule.has_limits and not all(0 <= limit <= 100 for limit in limits):
                raise ValidationError(self.env._("Limits lie between 0 and 100."))
            if rule.has_limits and rule.error_below > rule.warn_below:
                raise ValidationError(
                    self.env._(
                        "An error below a higher score than the warning would hide "
                        "every warning. Enter a lower one."
                    )
                )
            if min(rule.slo_hours, rule.warn_sigma, rule.error_sigma) < 0:
                raise ValidationError(self.env._("Hours and sigmas are not negative."))
            if (
                rule.warn_sigma
                and rule.error_sigma
                and rule.error_sigma < rule.warn_sigma
            ):
                raise ValidationError(
                    self.env._("An error needs at least as many sigmas as a warning.")
                )

    @api.constrains("muted_until", "mute_reason")
    def _check_mute(self):
        for rule in self:
            if rule.muted_until and not (rule.mute_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "Say why it is muted: others will wonder about the silence."
                    )
                )

    @api.constrains("owner_id")
    def _check_owner(self):
        for owner in self.owner_id:
            if not owner.has_group("ipai_base.group_viewer"):
                raise ValidationError(
                    self.env._(
                        "%(user)s does not see the Workbench, so an incident would "
                        "not reach them. Choose somebody else or give them the group "
                        "Viewer.",
                        user=owner.name,
                    )
                )

    @api.model
    def configuration(self):
        """Tell the sidecar the rules and where the chat is.

        Returns {"rules": [...], "webhook_url": str, "link": str}.
        """
        if not self.env.user.has_group("ipai_base.group_service"):
            raise AccessError(
                self.env._("Only the Workbench service user may ask for this.")
            )
        parameters = self.env["ir.config_parameter"].sudo()
        base = (parameters.get_param("web.base.url") or "").rstrip("/")
        return {
            "rules": [rule._exported() for rule in self.sudo().search([])],
            "webhook_url": parameters.get_param(WEBHOOK) or "",
            "link": f"{base}/odoo/data-quality" if base else None,
        }

    def _exported(self):
        """The rule as the sidecar's schema Rule has it; None where it says nothing."""
        self.ensure_one()
        limits = (
            (self.warn_below, self.error_below) if self.has_limits else (None, None)
        )
        return {
            "relation": self.table_id.relation or None,
            "layer": self.layer or None,
            "dimension": self.dimension or None,
            "warn_below": limits[0],
            "error_below": limits[1],
            "slo_hours": self.slo_hours or None,
            "warn_sigma": self.warn_sigma or None,
            "error_sigma": self.error_sigma or None,
            "muted_until": fields.Date.to_string(self.muted_until) or None,
            "mute_reason": self.mute_reason or None,
            "owner": self.owner_id.name or None,
        }

    @api.model
    def _everything(self):
        """All rules, to be asked for many tables with `_nearest`."""
        return self.sudo().search([])

    def _nearest(self, table, setting):
        """The rule among these that decides a setting of a table, or none.

        Rules for one dimension do not speak for the whole table.
        """
        held = self.filtered(
            lambda rule: (
                rule[setting]
                and rule.table_id.id in (table.id, False)
                and rule.layer in (table.layer, False)
                and rule.dimension in (False, "score")
                and (setting != "muted_until" or rule._mutes())
            )
        )
        return held.sorted(lambda rule: (not rule.table_id, not rule.layer))[:1]

    def _mutes(self):
        return self.muted_until >= fields.Date.context_today(
            self.with_context(tz="UTC")
        )
