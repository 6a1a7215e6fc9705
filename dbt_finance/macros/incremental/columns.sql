{#- Columns of a relation with their types, by the catalog. relation: as text, resolved on the search path. -#}
{% macro columns_of(relation) -%}
    select
        attribute.attname as name,
        attribute.attnum as position,
        format_type(attribute.atttypid, attribute.atttypmod) as type,
        attribute.atttypid as type_id,
        attribute.attnotnull as is_required
    from pg_catalog.pg_attribute as attribute
    where attribute.attrelid = '{{ relation }}'::regclass and attribute.attnum > 0 and not attribute.attisdropped
{%- endmacro %}

{#-
  Gives a table the columns of the query. A new one is added; one that is gone or has another type is changed
  by a whole build only, and PostgreSQL refuses while a view needs it. Returns their quoted names.
-#}
{% macro same_columns(target, fresh, state) %}
    {%- set found = run_query(
        'select coalesce(fresh.name, kept.name) as name, fresh.type as type, kept.type as kept_type,'
        ~ ' fresh.type_id is distinct from kept.type_id as differs'
        ~ ' from (' ~ columns_of('pg_temp.' ~ fresh.identifier | replace('"', '')) ~ ') as fresh'
        ~ ' full join (' ~ columns_of(target) ~ ') as kept on fresh.name = kept.name'
        ~ ' order by fresh.position'
    ).rows -%}
    {%- set names = [] -%}
    {%- for row in found -%}
        {%- set name = adapter.quote(row['name']) -%}
        {%- do names.append(name) if row['type'] -%}
        {%- set wanted = wanted_type(row['name'], row['type']) -%}
        {%- if row['kept_type'] is none -%}
            {%- do run_query('alter table ' ~ target ~ ' add column ' ~ name ~ ' ' ~ wanted) -%}
        {%- elif row['type'] is none -%}
            {%- do run_query('alter table ' ~ target ~ ' drop column ' ~ name) if state.is_whole -%}
        {%- elif state.is_whole and (row['differs'] or (wanted != row['type'] and wanted != row['kept_type'])) -%}
            {%- do run_query(
                'alter table ' ~ target ~ ' alter column ' ~ name ~ ' type ' ~ wanted
                ~ ' using ' ~ name ~ '::' ~ wanted
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(names) }}
{% endmacro %}

{#- The contract's type where it has a precision, which the query's result may not have. -#}
{% macro wanted_type(name, type) %}
    {%- set said = (model.columns.get(name) or {}).get('data_type') or '' -%}
    {{ return(said | replace(' ', '') if said.startswith('numeric(') else type) }}
{% endmacro %}

{#- not null of the contract, on a table that was made before the contract said so. -#}
{% macro require_values(target) %}
    {%- if config.get('contract').enforced -%}
        {%- set optional = run_query(
            'select name from (' ~ columns_of(target) ~ ') as kept where not is_required'
        ).columns[0].values() | list -%}
        {%- for column in model.columns.values() if column.name in optional -%}
            {%- for constraint in column.constraints if constraint.type == 'not_null' -%}
                {%- do run_query(
                    'alter table ' ~ target ~ ' alter column ' ~ adapter.quote(column.name) ~ ' set not null'
                ) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}

{#- Makes the indexes of the config that the table does not have, also those that were added later. -#}
{% macro ensure_indexes(target) %}
    {%- set found = run_query(
        "select string_agg(attribute.attname, ', ' order by key.place)"
        ~ " || case when min(index.indisunique::int) = 1 then ' unique' else '' end as columns"
        ~ " from pg_catalog.pg_index as index"
        ~ " cross join lateral unnest(index.indkey) with ordinality as key (attnum, place)"
        ~ " inner join pg_catalog.pg_attribute as attribute"
        ~ " on index.indrelid = attribute.attrelid and key.attnum = attribute.attnum"
        ~ " where index.indrelid = '" ~ target ~ "'::regclass group by index.indexrelid"
    ).columns[0].values() | list -%}
    {%- for index in config.get('indexes', []) -%}
        {%- set columns = index.columns | join(', ') -%}
        {%- if columns ~ (' unique' if index.get('unique') else '') not in found -%}
            {%- set name = target.identifier[:46] ~ '_' ~ local_md5(columns)[:12] -%}
            {% call statement('ensure_index') %}
                create {{ 'unique' if index.get('unique') }} index if not exists {{ adapter.quote(name) }}
                on {{ target }} {{ 'using ' ~ index.type if index.get('type') }} ({{ columns }})
            {% endcall %}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

{#- Whether a view could be replaced by the query: PostgreSQL only lets columns be added at the end. -#}
{% macro keeps_columns(existing, query) %}
    {%- do run_query(
        'create temporary table wanted_columns on commit drop as select * from (' ~ query ~ ') as q limit 0'
    ) -%}
    {%- set broken = run_query(
        'select count(*) as columns from (' ~ columns_of(existing) ~ ') as kept'
        ~ ' left join (' ~ columns_of('pg_temp.wanted_columns') ~ ') as wanted'
        ~ ' on kept.name = wanted.name and kept.type = wanted.type and kept.position = wanted.position'
        ~ ' where wanted.name is null'
    ).rows[0]['columns'] -%}
    {{ return(broken == 0) }}
{% endmacro %}
