# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError

GROUP_READ = "ipai_base.group_viewer"
GROUP_REFRESH = "ipai_base.group_reviewer"
FOUND = 12


class IpaiLineage(models.AbstractModel):
    """What the sidecar knows about where data comes from and where it is used.

    Nodes are tables, Odoo models, metrics and screens (``dataset`` is None), and their
    columns and fields. Odoo adds the names its users know and keeps nothing.
    """

    _name = "ipai.lineage"
    _description = "Lineage of the Warehouse"

    @api.model
    def summary(self):
        """The latest reading: how large, how fast, which columns have no source.

        :raises SidecarProblem: code ``lineage_not_read`` before the first one
        """
        return self._ask("GET", "/lineage")

    @api.model
    def find(self, text, layer=None, limit=FOUND):
        """Nodes that fit what somebody typed, best first; "" lists a layer's tables."""
        params = {
            "q": text or "",
            "limit": limit,
            **({"layer": layer} if layer else {}),
        }
        return self._named(self._ask("GET", "/lineage/search", params=params))

    @api.model
    def picture(self, wanted):
        """The part of the graph to draw; the sidecar's PictureRequest and Picture."""
        answer = self._ask("POST", "/lineage/picture", json=wanted)
        return {**answer, "nodes": self._named(answer["nodes"])}

    @api.model
    def reach(self, node, direction):
        """Everything a node comes from ("up") or is used in ("down"), nearest first."""
        params = {"id": node, "direction": direction}
        answer = self._ask("GET", "/lineage/reach", params=params)
        [named] = self._named([answer["node"]])
        return {
            **answer,
            "node": named,
            "reached": self._named(answer["reached"]),
            "columns": self._named(answer["columns"]),
        }

    @api.model
    def refresh(self):
        """Ask for a new reading; the number of the job that does it."""
        if not self.env.user.has_group(GROUP_REFRESH):
            raise AccessError(
                self.env._(
                    "Reading the lineage anew is up to finance reviewers. Ask one, or "
                    "ask an administrator for that group."
                )
            )
        return self._ask("POST", "/lineage/refresh", json={})["job_id"]

    @api.model
    def refresh_state(self, job):
        """How a reading stands: state (todo, doing, succeeded, ...) and error."""
        answer = self._ask("GET", f"/jobs/{int(job)}")
        return {"state": answer["state"], "error": answer["error"]}

    def _ask(self, method, path, **request):
        if not self.env.user.has_group(GROUP_READ):
            raise AccessError(
                self.env._(
                    "The lineage is for users of the Workbench. Ask an administrator "
                    "for the group Viewer."
                )
            )
        purpose = self.env._("Lineage")
        return self.env["ipai.sidecar"].call(method, path, purpose=purpose, **request)

    def _named(self, nodes):
        """The nodes with Odoo's own names: ``title``, and ``can_open`` for models."""
        for node in nodes:
            if node["kind"] == "odoo_model" and node["name"] in self.env:
                model = self.env[node["name"]]
                node["title"] = self.env["ir.model"]._get(node["name"]).name
                node["can_open"] = not model._abstract and model.has_access("read")
            elif node["kind"] == "field":
                node["title"] = self._field_title(node)
        return nodes

    def _field_title(self, node):
        """The label of a field in the user's language; None when it is not here."""
        model = (node["dataset"] or "").removeprefix("odoo:")
        field = self.env["ir.model.fields"]._get(model, node["name"])
        return field.field_description or None
