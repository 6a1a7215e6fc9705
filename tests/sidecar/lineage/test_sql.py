"""SQL as it is written, and the edges a person would draw for it.

Each case names what stands in the columns of the result ("table.column via") and what decides its
rows. Tables: t(a, b, c, d, id, day), u(id, name, a), docs(id, payload).
"""

from textwrap import dedent

import pytest
import sqlglot

from sidecar.lineage.query import Reader
from sidecar.lineage.trace import outside

TABLES = {
    "s.t": ["a", "b", "c", "d", "id", "day"],
    "s.u": ["id", "name", "a"],
    "s.docs": ["id", "payload"],
}


def read(query: str) -> tuple[dict[str, set[str]], set[str], list[str]]:
    """Columns with their uses, what decides rows, problems; "s." is left out."""
    reader = Reader(lambda name: outside(name, TABLES.get(name)))
    shape = reader.read(sqlglot.parse_one(dedent(query), read="postgres"))

    def said(uses) -> set[str]:
        return {f"{use.origin.relation[2:]}.{use.origin.column} {use.via}" for use in uses}

    columns = {name: said(trace.uses) for name, trace in shape.columns.items()}
    return columns, said(shape.indirect), reader.problems


CASES = {
    "a rename is the same value": (
        "select a as x, t.b from s.t",
        {"x": {"t.a identity"}, "b": {"t.b identity"}},
        set(),
    ),
    "a star has the table's columns in their order": (
        "with t as (select * from s.t) select u.*, t.day from t, s.u as u",
        {
            "id": {"u.id identity"},
            "name": {"u.name identity"},
            "a": {"u.a identity"},
            "day": {"t.day identity"},
        },
        set(),
    ),
    "a chain of CTEs keeps the strongest step": (
        """
        with one as (select a + b as x, c from s.t where d > 0),
        two as (select sum(x) as y, c from one group by c)
        select y, c as z from two order by y
        """,
        {"y": {"t.a aggregation", "t.b aggregation"}, "z": {"t.c identity"}},
        {"t.d filter", "t.c group_by", "t.a sort", "t.b sort"},
    ),
    "a join decides rows by both its sides": (
        "select t.a, u.name from s.t as t left join s.u as u on t.id = u.id and u.a > 5",
        {"a": {"t.a identity"}, "name": {"u.name identity"}},
        {"t.id join", "u.id join", "u.a join"},
    ),
    "using names one column of both": (
        "select id, name from s.t join s.u using (id)",
        {"id": {"t.id identity"}, "name": {"u.name identity"}},
        {"t.id join", "u.id join"},
    ),
    "a union goes by place and is named by its first branch": (
        "select a as x, id from s.t union all select u.a, u.id from s.u as u where name <> ''",
        {"x": {"t.a identity", "u.a identity"}, "id": {"t.id identity", "u.id identity"}},
        {"u.name filter"},
    ),
    "except only takes rows away": (
        "select id from s.t except select id from s.u",
        {"id": {"t.id identity"}},
        {"u.id filter"},
    ),
    "a window looks at its frame": (
        """
        select
            sum(a) over (partition by b order by day) as running,
            row_number() over w as place,
            lag(a) over (partition by c order by day) as before
        from s.t
        window w as (partition by d order by id)
        """,
        {
            "running": {"t.a aggregation", "t.b window", "t.day window"},
            "place": {"t.d window", "t.id window"},
            "before": {"t.a transformation", "t.c window", "t.day window"},
        },
        set(),
    ),
    "a subquery in FROM": (
        "select x * 2 as y from (select a as x from s.t where b = 1) as inside",
        {"y": {"t.a transformation"}},
        {"t.b filter"},
    ),
    "a scalar subquery brings its column and its condition": (
        "select t.a, (select max(u.a) from s.u as u where u.id = t.id) as most from s.t as t",
        {"a": {"t.a identity"}, "most": {"u.a aggregation", "u.id filter", "t.id filter"}},
        set(),
    ),
    "in and exists filter": (
        """
        select a from s.t as t
        where id in (select id from s.u) and exists (select 1 from s.docs as d where d.id = t.id)
        """,
        {"a": {"t.a identity"}},
        {"t.id filter", "u.id filter", "docs.id filter", "docs.* conditional"},
    ),
    "lateral sees the row beside it": (
        """
        select t.a, near.name from s.t as t
        cross join lateral (
            select name from s.u as u where u.id = t.id order by u.a limit 1
        ) as near
        """,
        {"a": {"t.a identity"}, "name": {"u.name identity"}},
        {"u.id filter", "t.id filter", "u.a sort"},
    ),
    "unnest takes the array apart": (
        "select t.id, tag.x from s.t as t cross join lateral unnest(t.b) as tag (x)",
        {"id": {"t.id identity"}, "x": {"t.b transformation"}},
        set(),
    ),
    "jsonb_to_record names the keys of the document": (
        """
        with images as (select id, payload from s.docs)
        select images.id::integer as move_id, record.amount, coalesce(record.ref, 'none') as ref
        from images
        left join lateral jsonb_to_record(images.payload) as record (amount numeric, ref text)
            on true
        """,
        {
            "move_id": {"docs.id transformation"},
            "amount": {"docs.payload.amount identity"},
            "ref": {"docs.payload.ref transformation"},
        },
        set(),
    ),
    "arrows name keys too, one inside the other": (
        "select payload ->> 'name' as name, (payload -> 'line')::jsonb ->> 'q' as qty from s.docs",
        {"name": {"docs.payload.name identity"}, "qty": {"docs.payload.line.q identity"}},
        set(),
    ),
    "a key of a document that was changed is the whole document": (
        "with x as (select payload || '{}' as p from s.docs) select p ->> 'k' as k from x",
        {"k": {"docs.payload transformation"}},
        set(),
    ),
    "distinct on keeps a row by keys and order": (
        "select distinct on (id) id, a from s.t order by id, day desc",
        {"id": {"t.id identity"}, "a": {"t.a identity"}},
        {"t.id group_by", "t.id sort", "t.day sort"},
    ),
    "case takes values from its results and decides by its conditions": (
        """
        select
            case when a > 0 then b else 0 end as amount,
            case c when 'x' then 'first' else d end as kind
        from s.t
        """,
        {
            "amount": {"t.b transformation", "t.a conditional"},
            "kind": {"t.d transformation", "t.c conditional"},
        },
        set(),
    ),
    "an aggregate with a filter": (
        "select b, sum(a) filter (where c = 'x') as total, count(*) as n from s.t group by 1",
        {
            "b": {"t.b identity"},
            "total": {"t.a aggregation", "t.c conditional"},
            "n": {"t.* aggregation"},
        },
        {"t.b group_by"},
    ),
    "ordered aggregates": (
        """
        select
            array_agg(a order by day) as list,
            percentile_cont(0.5) within group (order by b) as middle
        from s.t
        """,
        {"list": {"t.a aggregation", "t.day sort"}, "middle": {"t.b aggregation"}},
        set(),
    ),
    "grouping sets and having": (
        "select a, b, max(c) as c from s.t group by grouping sets ((a), (b)) having max(d) > 1",
        {"a": {"t.a identity"}, "b": {"t.b identity"}, "c": {"t.c aggregation"}},
        {"t.a group_by", "t.b group_by", "t.d filter"},
    ),
    "a list of constants is chosen by what it is joined on": (
        """
        with classes (code, side, sign) as (values ('sale', 'output', -1), ('buy', 'input', 1))
        select classes.side, t.a * classes.sign as amount
        from s.t as t inner join classes on t.b = classes.code
        """,
        {
            "side": {"t.b conditional"},
            "amount": {"t.a transformation", "t.b conditional"},
        },
        {"t.b join"},
    ),
    "recursion goes on from its start": (
        """
        with recursive chain as (
            select id, a from s.t where b is null
            union all
            select u.id, chain.a from s.u as u inner join chain on u.a = chain.id
        )
        select id, a from chain
        """,
        {"id": {"t.id identity", "u.id identity"}, "a": {"t.a identity"}},
        {"t.b filter", "u.a join", "t.id join"},
    ),
    "a series and the clock come from no column": (
        "select day::date as day, now() as at, 'PH' as country from generate_series(1, 3) as day",
        {"day": set(), "at": set(), "country": set()},
        set(),
    ),
    "a whole row is all its columns": (
        "select to_jsonb(u) as image from s.u as u",
        {"image": {"u.id transformation", "u.name transformation", "u.a transformation"}},
        set(),
    ),
    "a macro's key of several columns": (
        "select md5(concat_ws('|', coalesce(a::text, chr(1)), b::text)) as k from s.t",
        {"k": {"t.a transformation", "t.b transformation"}},
        set(),
    ),
    "order by an output's name": (
        "select a + b as total from s.t order by total desc",
        {"total": {"t.a transformation", "t.b transformation"}},
        {"t.a sort", "t.b sort"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_edges_are_those_a_person_would_draw(case):
    query, columns, indirect = CASES[case]
    found, deciding, problems = read(query)
    assert problems == []
    assert list(found) == list(columns)
    assert found == columns
    assert deciding == indirect


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("select nobody from s.t", "nothing here has a column nobody"),
        ("select t.nobody from s.t as t", "nothing here has a column t.nobody"),
        ("select * from s.unknown", "the columns of s.unknown are not known"),
        (
            "select a from s.t union select id, name from s.u",
            "the branches of a union have different numbers of columns",
        ),
    ],
)
def test_a_gap_is_told_and_never_taken_for_a_constant(query, sentence):
    _columns, _indirect, problems = read(query)
    assert problems == [sentence]


def test_an_unknown_table_has_whatever_column_is_asked_of_it():
    columns, _indirect, problems = read("select x.a, b from s.unknown as x")
    assert problems == []
    assert columns == {"a": {"unknown.a identity"}, "b": {"unknown.b identity"}}
