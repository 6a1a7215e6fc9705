{#- The moment today began, where the company is. -#}
{% macro start_of_day() -%}
    {%- if target.type == 'postgres' -%}
    date_trunc('day', now() at time zone '{{ var('time_zone') }}') at time zone '{{ var('time_zone') }}'
    {%- else -%}
    convert_timezone('{{ var('time_zone') }}', current_timezone(), {{ today() }}::timestamp_ntz)::timestamp
    {%- endif -%}
{%- endmacro %}

{#- Today, where the company is. -#}
{% macro today() -%}
    {{ local_day('now()') }}
{%- endmacro %}

{#- The day of a moment where the books are kept. -#}
{% macro local_day(moment) -%}
    {%- if target.type == 'postgres' -%}
    ({{ moment }} at time zone '{{ var("time_zone") }}')::date
    {%- else -%}
    convert_timezone('{{ var("time_zone") }}', {{ moment }})::date
    {%- endif -%}
{%- endmacro %}

{#- The day so many days before another. -#}
{% macro days_before(day, days) -%}
    ({{ day }} - {{ days }})
{%- endmacro %}

{#- How many days lie between two days. -#}
{% macro days_between(first, last) -%}
    {%- if target.type == 'postgres' -%}
    ({{ last }} - {{ first }})
    {%- else -%}
    datediff({{ last }}, {{ first }})
    {%- endif -%}
{%- endmacro %}

{#- Name of a day's month (January) or weekday (Monday), in English. -#}
{% macro month_name(day) -%}
    {{ "trim(to_char(" ~ day ~ ", 'Month'))" if target.type == 'postgres' else "date_format(" ~ day ~ ", 'MMMM')" }}
{%- endmacro %}

{% macro day_name(day) -%}
    {{ "trim(to_char(" ~ day ~ ", 'Day'))" if target.type == 'postgres' else "date_format(" ~ day ~ ", 'EEEE')" }}
{%- endmacro %}

{#- Monday is 1, Sunday 7. -#}
{% macro weekday(day) -%}
    extract({{ 'isodow' if target.type == 'postgres' else 'dow_iso' }} from {{ day }})
{%- endmacro %}

{#- The first of every month from that of one day to that of another, as a table (first_day). -#}
{% macro months_between(first, last) -%}
    {%- set begin = "date_trunc('month', " ~ first ~ ")" -%}
    {%- if target.type == 'postgres' -%}
    (
        select step.day::date as first_day
        from generate_series({{ begin }}::timestamp, {{ last }}::timestamp, interval '1 month') as step (day)
    )
    {%- else -%}
    explode(sequence({{ begin }}::date, {{ last }}, interval 1 month))
    {%- endif -%}
{%- endmacro %}
