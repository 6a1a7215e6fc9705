{#-
  The strategies write the same way: of the rows in question, those that differ leave, and those that
  are missing come, in one transaction. The relation itself stays, with its policies, grants, comments and
  the views on it; readers never miss it, never see half of it, and what did not change is not written.

  Rows in question. replace_touched (silver): the keys the query brings, living or not. replace_marked:
  the touched keys. add_differences: the groups whose rows came or left (differences.sql). replace_all, and every
  whole build: all rows.
  Returns how many rows left and came; both are logged in silver.change when a mart asks for them.
-#}
{% macro write_difference(target, fresh, columns, state, logged) %}
    {%- set keys = [config.get('unique_key')] if config.get('unique_key') is string else config.get('unique_key') -%}
    {% call statement('leave') %}
        {%- if logged %}
        with gone as (
            {{ leave_sql(target, fresh, keys, columns, state) }}
            returning kept.*
        )
        {{ log_sql('gone', -1) }}
        {%- else %}
        {{ leave_sql(target, fresh, keys, columns, state) }}
        {%- endif %}
    {% endcall %}
    {% call statement('main') %}
        with missing as materialized (
            select {{ columns | join(', ') }} from {{ fresh }} as fresh
            where
                {{ 'fresh._living' if config.get('incremental_strategy') == 'replace_touched' else 'true' }}
                and not exists (
                    select from {{ target }} as kept where {{ pairs(keys, 'kept', 'fresh') }}
                )
        )
        {%- if logged %},
        logged as (
            {{ log_sql('missing', 1) }}
        )
        {%- endif %}
        insert into {{ target }} ({{ columns | join(', ') }})
        select {{ columns | join(', ') }} from missing
    {% endcall %}
    {{ return(
        (load_result('leave').response.rows_affected or 0) + (load_result('main').response.rows_affected or 0)
    ) }}
{% endmacro %}

{% macro leave_sql(target, fresh, keys, columns, state) -%}
    delete from {{ target }} as kept
    where
        {{ in_question(fresh, keys, state) }}
        and not exists (
            select from {{ fresh }} as fresh
            where
                {{ pairs(keys, 'kept', 'fresh') }}
                and ({% for column in columns %}kept.{{ column }}{{ ", " if not loop.last }}{% endfor %})
                is not distinct from
                ({% for column in columns %}fresh.{{ column }}{{ ", " if not loop.last }}{% endfor %})
        )
{%- endmacro %}

{% macro in_question(fresh, keys, state) -%}
    {%- if state.is_whole -%}
    true
    {%- elif config.get('incremental_strategy') == 'replace_touched' -%}
    ({{ keys | join(', ') }}) in (select {{ keys | join(', ') }} from {{ fresh }})
    {%- else -%}
    ({{ (model.config.meta.get('touch_key') or keys) | join(', ') }}) in (select * from pg_temp.touched_keys)
    {%- endif -%}
{%- endmacro %}

{% macro pairs(keys, left, right) -%}
    {%- for key in keys %}{{ left }}.{{ key }} = {{ right }}.{{ key }}{{ " and " if not loop.last }}{% endfor -%}
{%- endmacro %}

{#- meta.change_columns: column of silver.change -> expression over the model's own columns. -#}
{% macro log_sql(rows, sign) -%}
    {%- set given = model.config.get('meta', {}).get('change_columns', {}) -%}
    {%- set key = config.get('unique_key') -%}
    {%- set id = key[1] if key is not string and key | length == 2 and key[0] == 'source' else 'null' -%}
    {%- set added = added_columns() %}
    insert into silver.change (model, source, id, parent_id, company_id, month, sign, amounts)
    select {{ 'distinct' if not added }}
        '{{ model.name }}',
        source,
        ({{ given.get('id', id) }})::bigint,
        ({{ given.get('parent_id', 'null') }})::bigint,
        ({{ given.get('company_id', 'null') }})::integer,
        ({{ given.get('month', 'null') }})::date,
        {%- if added %}
        {{ sign }},
        jsonb_build_object({% for column in added %}'{{ column }}', {{ column }}{{ ", " if not loop.last }}{% endfor %})
        {%- else %}
        null::smallint,
        null::jsonb
        {%- endif %}
    from {{ rows }}
{%- endmacro %}
