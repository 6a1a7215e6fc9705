{#- One row per group of a relation and week (its Monday) from its first to its last, both Mondays. -#}
{% macro weeks_between(relation, columns, first, last) -%}
    select
        {% for column in columns %}span.{{ column }}, {% endfor %}
        {% if target.type == 'postgres' -%}
        week.day::date as week
    from {{ relation }} as span
    cross join lateral generate_series(span.{{ first }}, span.{{ last }}, interval '1 week') as week (day)
        {%- elif target.type == 'duckdb' -%}
        unnest(generate_series(span.{{ first }}, span.{{ last }}, interval '1 week'))::date as week
    from {{ relation }} as span
        {%- else -%}
        explode(sequence(span.{{ first }}, span.{{ last }}, interval 1 week)) as week
    from {{ relation }} as span
        {%- endif %}
{%- endmacro %}
