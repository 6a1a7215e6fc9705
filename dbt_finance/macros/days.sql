{#- The moment today began, where the company is. -#}
{% macro start_of_day() -%}
    date_trunc('day', now() at time zone '{{ var('time_zone') }}') at time zone '{{ var('time_zone') }}'
{%- endmacro %}

{#- Today, where the company is. -#}
{% macro today() -%}
    {%- if target.type == 'postgres' -%}
    (now() at time zone '{{ var('time_zone') }}')::date
    {%- else -%}
    current_date
    {%- endif -%}
{%- endmacro %}
