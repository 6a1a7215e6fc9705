{#-
  dbt's incremental tables on PostgreSQL, kept for their readers: no build, whole or not, drops or swaps the
  relation. How much is built follows from the marks (begin_build.sql).
-#}
{% materialization incremental, adapter='postgres' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set exists = existing is not none and not existing.is_view -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- do drop_relation_if_exists(existing) if not exists -%}
    {%- set state = begin_build(exists) -%}
    {%- set logged = not state.is_whole and has_readers_of_rows() -%}

    {% if not exists %}
        {% call statement('main') %}
            {{ get_create_table_as_sql(False, target_relation, living(sql)) }}
        {% endcall %}
        {%- set changed = 1 -%}
    {% elif state.is_idle %}
        {% call noop_statement('main', 'UNCHANGED', 'UNCHANGED', 0) %}
            -- nothing it reads has changed
        {% endcall %}
        {%- set changed = 0 -%}
    {% else %}
        {%- set changed = rebuild(target_relation, sql, state, logged) -%}
    {% endif %}
    {% if state.is_whole and not state.is_empty %}
        {%- do ensure_indexes(target_relation) -%}
    {% endif %}
    {%- do keep_statistics(target_relation, changed, state.is_whole) -%}

    {%- do end_build(state, changed, logged) -%}
    {% if state.documented != documented_version() %}
        {% do persist_docs(target_relation, model) %}
    {% endif %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#- A silver query also brings the records that are gone, to take them out; they are no rows of the table. -#}
{% macro living(query) -%}
    {%- if config.get('incremental_strategy') == 'replace_touched' -%}
    select * from ({{ query }}) as image where _living
    {%- else -%}
    {{ query }}
    {%- endif -%}
{%- endmacro %}

{#-
  The models after this one are planned before autovacuum has looked at it; without statistics they would join
  by nested loops, quadratic in its rows. A fifth changed: as after a first build.
-#}
{% macro keep_statistics(target, changed, is_whole) %}
    {%- set rows = run_query(
        "select reltuples::bigint as rows from pg_catalog.pg_class where oid = '" ~ target ~ "'::regclass"
    ).rows[0]['rows'] if changed else 0 -%}
    {%- if changed and (is_whole or changed * 5 > rows) -%}
        {%- do run_query('analyze ' ~ target) -%}
    {%- endif -%}
{% endmacro %}

{#- Computes the rows in question beside the table and writes the difference; gives how many rows changed. -#}
{% macro rebuild(target, query, state, logged) %}
    {%- set fresh = make_temp_relation(target) -%}
    {%- if state.is_whole -%}
        {%- set computed = query -%}
    {%- elif config.get('incremental_strategy') == 'add_differences' -%}
        {%- set computed = added_up() -%}
    {%- else -%}
        {%- set computed = narrowed(query, state) -%}
    {%- endif -%}
    {%- do run_query(get_create_table_as_sql(True, fresh, computed)) -%}
    {%- do run_query('analyze ' ~ fresh) -%}
    {%- if state.is_empty -%}
        {% call noop_statement('main', 'EMPTY', 'EMPTY', 0) %}
            -- built with --empty: the query is valid, the table stays as it is
        {% endcall %}
        {{ return(0) }}
    {%- endif -%}
    {%- set columns = same_columns(target, fresh, state) -%}
    {%- set changed = write_difference(target, fresh, columns, state, logged) -%}
    {%- do require_values(target) if state.is_whole -%}
    {{ return(changed) }}
{% endmacro %}

{#- Views are replaced in place too, as long as their columns allow it. -#}
{% materialization view, adapter='postgres' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='view') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if existing is not none and not (existing.is_view and keeps_columns(existing, sql)) -%}
        {% do adapter.drop_relation(existing) %}
    {%- endif -%}
    {% call statement('main') %}
        {{ get_create_view_as_sql(target_relation, sql) | replace('create view', 'create or replace view') }}
    {% endcall %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
