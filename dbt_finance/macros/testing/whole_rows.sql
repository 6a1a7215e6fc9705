{#-
  dbt's own tests, but answering with the whole rows that break them: a person who looks at what failed needs
  the record, and only rows that name source and company can be shown to those whose rows they are.
-#}
{% macro default__test_unique(model, column_name) -%}
select *
from {{ model }}
where
    {{ column_name }} in (
        select {{ column_name }}
        from {{ model }}
        where {{ column_name }} is not null
        group by {{ column_name }}
        having count(*) > 1
    )
{%- endmacro %}

{% macro default__test_accepted_values(model, column_name, values, quote=True) -%}
{%- set quotes = "'" if quote else '' -%}
select *
from {{ model }}
where {{ column_name }} not in ({% for value in values %}{{ quotes }}{{ value }}{{ quotes }}{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}

{% macro default__test_relationships(model, column_name, to, field) -%}
select child.*
from {{ model }} as child
left join {{ to }} as parent on child.{{ column_name }} = parent.{{ field }}
where child.{{ column_name }} is not null and parent.{{ field }} is null
{%- endmacro %}
