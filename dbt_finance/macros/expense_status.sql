{#- One vocabulary for the states of an expense in Odoo 18 (through its report) and 19 (its own). -#}
{% macro expense_status(state) -%}
    case {{ state }}
        when 'reported' then 'draft'
        when 'done' then 'posted'
        when 'in_payment' then 'posted'
        else {{ state }}
    end
{%- endmacro %}
