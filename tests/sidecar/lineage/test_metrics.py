"""Metrics of the semantic models: which columns are summed, which only decide."""

from sidecar.lineage.manifest import Project
from sidecar.lineage.semantics import metric_uses

SALES = {
    "name": "vat",
    "node_relation": {"schema_name": "gold", "alias": "vat_lines"},
    "measures": [
        {"name": "exempt", "expr": "case when treatment = 'exempt' then base_amount else 0 end"},
        {"name": "base_amount", "expr": None},
        {"name": "lines", "expr": "1"},
    ],
    "dimensions": [{"name": "side", "expr": None}],
}


def metric(name, measure=None, text=None, **params):
    used = {"measure": {"name": measure, "filter": None} if measure else None, **params}
    said = {"where_filters": [{"where_sql_template": text}]} if text else None
    return {"name": name, "label": None, "type_params": used, "filter": said}


def test_a_metric_has_the_columns_of_its_measure_and_filter():
    metrics = [
        metric("exempt_sales", "exempt"),
        metric("sales", "base_amount", "{{ Dimension('vat__side') }} = 'output'"),
        metric("line_count", "lines"),
        metric("share", numerator={"name": "exempt_sales"}, denominator={"name": "sales"}),
    ]
    project = Project(
        relations={},
        metrics={one["name"]: one for one in metrics},
        semantic_models={"vat": SALES},
    )
    found = {use.metric: use for use in metric_uses(project)}
    table = "gold.vat_lines"
    assert found["exempt_sales"].columns == {
        (table, "base_amount", "aggregation"),
        (table, "treatment", "conditional"),
    }
    assert found["sales"].columns == {
        (table, "base_amount", "aggregation"),
        (table, "side", "filter"),
    }
    assert found["line_count"].columns == {(table, "*", "aggregation")}
    assert found["share"].metrics == ("exempt_sales", "sales")
