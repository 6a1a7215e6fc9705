{#- The moment today began, where the company is. -#}
{% macro start_of_day() -%}
    date_trunc('day', now() at time zone '{{ var('time_zone') }}') at time zone '{{ var('time_zone') }}'
{%- endmacro %}
