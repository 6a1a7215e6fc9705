-- Lineage: where every column comes from. It names tables and columns, no company's figures.

-- One row per model whose SQL was read; read again only when the checksum (SQL and the columns of what it reads) changes.
create table sidecar.lineage_model (
    model text primary key,
    checksum text not null,
    parsed jsonb not null,
    seconds double precision not null,
    parsed_at timestamptz not null default now()
);

-- One row per table, view, Odoo model, metric or screen (dataset is null), and per column or field of one.
create table sidecar.lineage_node (
    id text primary key,
    kind text not null check (
        kind in ('odoo_model', 'source', 'model', 'metric', 'screen', 'field', 'column')
    ),
    dataset text references sidecar.lineage_node on delete cascade,
    name text not null,
    label text not null,
    layer text not null,
    data_type text,
    description text,
    details jsonb not null default '{}'
);
create index lineage_node_dataset on sidecar.lineage_node (dataset);

-- One row per way in which one node contributes to another.
create table sidecar.lineage_edge (
    source text not null references sidecar.lineage_node on delete cascade,
    target text not null references sidecar.lineage_node on delete cascade,
    level text not null check (level in ('table', 'column')),
    via text not null check (
        via in (
            'reads', 'identity', 'transformation', 'aggregation', 'conditional', 'window', 'filter',
            'join', 'group_by', 'sort'
        )
    ),
    primary key (source, target, via)
);
create index lineage_edge_target on sidecar.lineage_edge (target, level);

-- One row per refresh of the lineage.
create table sidecar.lineage_run (
    id bigint generated always as identity primary key,
    checksum text not null,
    models integer not null,
    parsed integer not null,
    nodes integer not null,
    edges integer not null,
    compile_seconds double precision not null,
    parse_seconds double precision not null,
    seconds double precision not null,
    gold_columns integer not null,
    without_source text[] not null default '{}',
    problems text[] not null default '{}',
    ended_at timestamptz not null default clock_timestamp()
);
comment on column sidecar.lineage_run.without_source is 'Gold and platinum columns that neither come from a source nor are constant.';

-- One row per OpenLineage event of a build; delivered_at stays null until the transports of the settings took it.
create table sidecar.lineage_event (
    id bigint generated always as identity primary key,
    run_id bigint not null references sidecar.transform_run on delete cascade,
    node text not null,
    event_type text not null check (event_type in ('START', 'COMPLETE', 'FAIL', 'ABORT')),
    event_time timestamptz not null,
    event jsonb not null,
    delivered_at timestamptz,
    unique (run_id, node, event_type)
);
create index lineage_event_waiting on sidecar.lineage_event (id) where delivered_at is null;

select
    bronze.protect('sidecar.lineage_model'),
    bronze.protect('sidecar.lineage_node'),
    bronze.protect('sidecar.lineage_edge'),
    bronze.protect('sidecar.lineage_run'),
    bronze.protect('sidecar.lineage_event');
