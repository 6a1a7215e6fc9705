{#-
  add_differences: an aggregate that is kept by adding what came and taking away what left, at a cost that does not
  depend on how many rows its groups have. The model is the plain query, a sum of its inputs: grouped by its
  unique_key, every other column a sum or a count of rows, none of them rounded. meta.counted_by names the column
  that is zero when a group has no rows left; touched_by says per input which columns the query reads.
-#}

{#- The columns of this model that aggregates of this kind read; none: its differences need not be kept. -#}
{% macro added_columns() %}
    {%- set found = [] -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.config.get('incremental_strategy') == 'add_differences' -%}
        {%- for input in node.config.meta.touched_by if input.model == model.name -%}
            {%- for column in input.columns if column not in found -%}
                {%- do found.append(column) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found | sort) }}
{% endmacro %}

{#- Whether there are any; pg_temp.differences then has their sums, pg_temp.touched_keys the groups they are of. -#}
{% macro fill_differences(state) %}
    {%- set keys = config.get('unique_key') | join(', ') -%}
    {%- set summed = summed_columns() -%}
    {% call statement('make_differences') %}
        create temporary table differences on commit drop as
        select {{ keys }}, {{ summed | map(attribute='name') | join(', ') }}
        from ({{ over_differences(sql, state, 1) }}) as came
        union all
        select {{ keys }}{% for column in summed %}, -{{ column.name }}{% endfor %}
        from ({{ over_differences(sql, state, -1) }}) as gone
    {% endcall %}
    {% call statement('make_touched') %}
        create temporary table touched_keys on commit drop as select distinct {{ keys }} from pg_temp.differences
    {% endcall %}
    {% call statement('analyze_touched') %}
        analyze pg_temp.touched_keys
    {% endcall %}
    {{ return(is_filled('pg_temp.touched_keys')) }}
{% endmacro %}

{#- The query over the rows that came (1) or left (-1) since this model was built, instead of over its inputs. -#}
{% macro over_differences(query, state, sign) %}
    {%- set text = namespace(sql=query) -%}
    {%- for input in model.config.meta.touched_by -%}
        {%- set relation = relation_of(input.model) -%}
        {%- set rows -%}
            (
                select row.* from silver.change
                cross join lateral jsonb_populate_record(null::{{ relation }}, change.amounts) as row
                where
                    change.model = '{{ input.model }}' and change.sign = {{ sign }}
                    and change.seq > {{ state.change_seq }} and change.seq <= {{ state.hi_change }}
            )
        {%- endset -%}
        {%- set text.sql = text.sql | replace(relation, rows) -%}
    {%- endfor -%}
    {{ return(text.sql) }}
{% endmacro %}

{#- The touched groups as they are now. -#}
{% macro added_up() %}
    {%- set keys = config.get('unique_key') | join(', ') -%}
    {%- set summed = summed_columns() -%}
    {%- set columns = keys ~ ', ' ~ summed | map(attribute='name') | join(', ') -%}
    {%- set query -%}
        select {{ keys }}{% for column in summed %}, sum({{ column.name }})::{{ column.type }} as {{ column.name }}{% endfor %}
        from (
            select {{ columns }} from {{ this }} where ({{ keys }}) in (select * from pg_temp.touched_keys)
            union all
            select {{ columns }} from pg_temp.differences
        ) as parts
        group by {{ keys }}
        having sum({{ model.config.meta.counted_by }}) <> 0
    {%- endset -%}
    {{ return(query) }}
{% endmacro %}

{% macro summed_columns() %}
    {%- set summed = [] -%}
    {%- for column in run_query(columns_of(this) ~ ' order by position').rows
        if column['name'] not in config.get('unique_key') -%}
        {%- if not (column['type'].startswith('numeric') or column['type'] in ('integer', 'bigint')) -%}
            {%- do exceptions.raise_compiler_error(
                model.name ~ '.' ~ column['name'] ~ ' is no sum or count: add_differences cannot keep it.'
            ) -%}
        {%- endif -%}
        {%- do summed.append({'name': adapter.quote(column['name']), 'type': column['type']}) -%}
    {%- endfor -%}
    {{ return(summed) }}
{% endmacro %}
