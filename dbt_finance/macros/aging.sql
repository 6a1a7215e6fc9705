{#-
  The day that aging and "overdue" count from: variable as_of for a repeatable run, else gold.as_of()
  (the session's setting ipai.as_of, else today in Manila).
-#}
{% macro as_of() -%}
    {%- if var('as_of', none) is not none -%}
        cast('{{ var("as_of") }}' as date)
    {%- elif target.type == 'postgres' -%}
        gold.as_of()
    {%- else -%}
        {{ today() }}
    {%- endif -%}
{%- endmacro %}

{#-
  How late an amount is on a day: settled (nothing is open), current (due that day or later), then by the
  days since it fell due. A refund that is still open ages like an invoice.
-#}
{% macro aging_bucket(due_date, residual, day) -%}
    case
        when {{ residual }} = 0 then 'settled'
        when {{ due_date }} >= {{ day }} then 'current'
        when {{ due_date }} >= {{ days_before(day, 30) }} then '1-30'
        when {{ due_date }} >= {{ days_before(day, 60) }} then '31-60'
        when {{ due_date }} >= {{ days_before(day, 90) }} then '61-90'
        else '90+'
    end
{%- endmacro %}
