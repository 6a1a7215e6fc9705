{#- One row per day between two dates, both included; column date_day. -#}
{% macro date_spine(date_from, date_to) -%}
    {%- if target.type == 'spark' -%}
    select explode(sequence(date '{{ date_from }}', date '{{ date_to }}', interval 1 day)) as date_day
    {%- else -%}
    select spine.day::date as date_day
    from generate_series(
        timestamp '{{ date_from }}', timestamp '{{ date_to }}', interval '1' day
    ) as spine (day)
    {%- endif -%}
{%- endmacro %}
