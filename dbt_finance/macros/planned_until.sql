{#- What of a line of an Odoo budget is planned for its days before one, in equal parts of a day. -#}
{% macro planned_until(day, line) -%}
    round(-{{ line }}.planned_amount * {{ days_between(line ~ '.date_from', day) }} / {{ line }}.days, 2)
{%- endmacro %}
