{#- Severity of a breach of an expense policy, by what the policy does about it. -#}
{% macro breach_severity(severity) -%}
    case {{ severity }}
        when 'block' then 'high'
        when 'reason' then 'medium'
        else 'low'
    end
{%- endmacro %}

{#- The day by which an exception should be resolved: so many days after it was opened, by severity. -#}
{% macro sla_due(opened_at, severity) -%}
    {{ opened_at }} + case {{ severity }}
        when 'critical' then 1
        when 'high' then 3
        when 'medium' then 5
        else 7
    end
{%- endmacro %}

{#- What a breach of an expense policy says about the expense, in one word. -#}
{% macro policy_flag(kind) -%}
    case
        when {{ kind }} in ('amount', 'day', 'month', 'per_diem') then 'over_limit'
        when {{ kind }} = 'receipt' then 'missing_receipt'
        when {{ kind }} = 'tin' then 'missing_tin'
        when {{ kind }} = 'non_vat' then 'vendor_without_vat'
        when {{ kind }} = 'age' then 'late_submission'
        when {{ kind }} in ('item', 'vendor', 'category') then 'barred'
        when {{ kind }} = 'currency' then 'foreign_currency'
        when {{ kind }} = 'unsure' then 'unsure_reading'
        else {{ kind }}
    end
{%- endmacro %}
