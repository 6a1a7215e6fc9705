{#-
  A data test on PostgreSQL: it counts what fails, and only where something does keeps those rows, as the
  table test_failures.<alias>, which nobody but the owner and the service role reads. dbt's own way makes a
  table for each test that passes, too. The next run of the test replaces the table or takes it away.

  The sidecar shows the rows by their columns source and company_id. Of models with meta.private (pay)
  nothing is kept.
-#}
{% materialization test, adapter='postgres' -%}
    {%- set query = get_limit_subquery_sql(sql, config.get('limit')) -%}
    {% call statement('main', fetch_result=True) -%}
        {{ get_test_sql(query, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) }}
    {%- endcall %}
    {%- if should_store_failures() -%}
        {%- set kept = api.Relation.create(database=database, schema=schema, identifier=model['alias'], type='table') -%}
        {%- set is_there = adapter.get_relation(database, schema, model['alias']) is not none -%}
        {%- set is_failing = load_result('main')['table'].rows[0][0] | int > 0 -%}
        {%- if is_there or is_failing -%}
            {% call statement('keep', auto_begin=True) -%}
                drop table if exists {{ kept }};
                {% if is_failing and not reads_private() -%}
                    create table {{ kept }} as {{ some_of_each_company(query) }};
                    select bronze.protect('{{ kept }}');
                {%- endif %}
            {%- endcall %}
            {%- do adapter.commit() -%}
        {%- endif -%}
    {%- endif -%}
    {{ return({'relations': []}) }}
{%- endmaterialization %}

{#- One more than the screen shows at most, so that it can say that there are more. -#}
{% macro failures_kept() -%}
    501
{%- endmacro %}

{#- Failing rows, so many of each company: another's must not take the place of those a person may see. -#}
{% macro some_of_each_company(query) -%}
    {%- set names = get_columns_in_query(query) -%}
    {%- set owner = names | select('in', ['source', 'company_id']) | join(', ') -%}
    select {% for name in names %}{{ adapter.quote(name) }}{{ ", " if not loop.last }}{% endfor %}
    from (
        select *, row_number() over ({{ 'partition by ' ~ owner if owner }}) as kept_place
        from ({{ query }}) as failing
    ) as counted
    where kept_place <= {{ failures_kept() }}
{%- endmacro %}

{#- Whether the test at hand reads a model whose single records tell what one person is paid. -#}
{% macro reads_private() -%}
    {%- set ns = namespace(found=false) -%}
    {%- for name in model.depends_on.nodes -%}
        {%- set meta = graph.nodes.get(name, {}).get('config', {}).get('meta', {}) -%}
        {%- if meta.get('private') -%}{%- set ns.found = true -%}{%- endif -%}
    {%- endfor -%}
    {{ return(ns.found) }}
{%- endmacro %}

{#- After a build: rows of tests that no longer exist go. -#}
{% macro forget_failures() -%}
    {%- if execute and target.type == 'postgres' and flags.WHICH in ('build', 'test') -%}
        {%- set tests = graph.nodes.values() | selectattr('resource_type', 'equalto', 'test') | map(attribute='alias') | list -%}
        {%- set found = run_query("select tablename from pg_catalog.pg_tables where schemaname = 'test_failures'") -%}
        {%- for row in found.rows if row[0] not in tests -%}
            drop table if exists test_failures.{{ adapter.quote(row[0]) }};
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
