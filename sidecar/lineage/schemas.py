"""What /lineage takes and answers."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sidecar.adapters.queue import Callback

Kind = Literal["odoo_model", "source", "model", "metric", "screen", "field", "column"]


class RefreshRequest(BaseModel):
    """A new reading of the project; only models whose SQL changed are parsed."""

    callback: Callback | None = None


class RunSummary(BaseModel):
    """One refresh of the lineage."""

    id: int
    checksum: str = Field(description="Changes when anything in the graph does.")
    models: int = Field(description="Models of the project.")
    parsed: int = Field(description="Models that were read anew, as they had changed.")
    nodes: int
    edges: int
    compile_seconds: float = Field(description="What dbt needed to compile the project.")
    parse_seconds: float = Field(description="What reading the SQL and joining the graph needed.")
    seconds: float
    gold_columns: int = Field(description="Columns of gold and platinum.")
    without_source: list[str] = Field(description="Those among them that come from nowhere: gaps.")
    problems: list[str] = Field(description="What could not be read, as sentences.")
    ended_at: datetime


class Node(BaseModel):
    """A table, Odoo model, metric or screen (dataset is null), or a column or field of one."""

    id: str = Field(examples=["gold.monthly_results/revenue", "odoo:account.move/amount_total"])
    kind: Kind
    dataset: str | None
    name: str
    label: str
    layer: str
    data_type: str | None
    description: str | None
    details: dict[str, Any]


class GraphNode(Node):
    """A node of a picture, and how many neighbours the picture leaves out."""

    hidden_up: int = Field(0, description="Nodes it comes from that are not in the picture.")
    hidden_down: int = Field(0, description="Nodes that use it and are not in the picture.")


class Edge(BaseModel):
    """One way in which a node contributes to another."""

    source: str
    target: str
    level: Literal["table", "column"]
    via: str = Field(description="identity, transformation, aggregation; or what it decides.")


class Expansion(BaseModel):
    """Show what lies one step further, up or down of a node of the picture."""

    id: str = Field(max_length=300)
    direction: Literal["up", "down"]


class PictureRequest(BaseModel):
    """The part of the graph to draw: around a focus, or everything; and what was opened since."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"focus": "gold.monthly_results", "up": 2, "down": 2}]}
    )

    focus: str | None = Field(
        default=None, max_length=300, description="A dataset or a column; null: all datasets."
    )
    level: Literal["table", "column"] = "table"
    up: int = Field(default=2, ge=0, le=20, description="Levels up of the focus.")
    down: int = Field(default=2, ge=0, le=20, description="Levels down of the focus.")
    with_indirect: bool = Field(
        default=False, description="Also what only decides rows or branches; level column only."
    )
    shown: list[str] = Field(
        default_factory=list, max_length=5000, description="Nodes that are in the picture already."
    )
    expand: list[Expansion] = Field(default_factory=list, max_length=100)


class Picture(BaseModel):
    """A part of the graph, to be drawn."""

    checksum: str
    nodes: list[GraphNode]
    edges: list[Edge]
    is_cut: bool = Field(description="There is more than may be drawn at once.")


class Reached(Node):
    """A node that lies up- or downstream of another."""

    distance: int = Field(description="Steps on the shortest way.")
    is_direct: bool = Field(description="Values flow; false: it only decides rows or branches.")


class Reach(BaseModel):
    """Everything a node comes from, or is used in."""

    node: Node
    direction: Literal["up", "down"]
    reached: list[Reached]
    columns: list[Node] = Field(description="Columns or fields of the node, when it has some.")


class EventsPage(BaseModel):
    """OpenLineage events, oldest first."""

    events: list[dict[str, Any]]
    next_after: int | None = Field(description="Ask with after=… for the next page.")
