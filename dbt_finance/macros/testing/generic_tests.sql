{#- No two rows have the same values in these columns; two that are empty are the same. -#}
{% test unique_combination(model, columns) %}
select whole.*
from {{ model }} as whole
inner join (
    select {{ columns | join(', ') }}
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
) as repeated
    on
        {%- for column in columns %}
        {{ 'and ' if not loop.first }}(whole.{{ column }} is null) = (repeated.{{ column }} is null)
        and coalesce(cast(whole.{{ column }} as {{ dbt.type_string() }}), '')
            = coalesce(cast(repeated.{{ column }} as {{ dbt.type_string() }}), '')
        {%- endfor %}
{% endtest %}

{#- The expression is true in every row; null counts as false. -#}
{% test expression_is_true(model, expression) %}
select * from {{ model }} where ({{ expression }}) is not true
{% endtest %}

{#- Every reference leads somewhere, within the same source. -#}
{% test relationship_in_source(model, column_name, to, field) %}
select child.*
from {{ model }} as child
left join {{ to }} as parent
    on child.source = parent.source and child.{{ column_name }} = parent.{{ field }}
where child.{{ column_name }} is not null and parent.source is null
{% endtest %}

{#- No row is dated after today, where the company is. -#}
{% test not_in_future(model, date) %}
select * from {{ model }} where {{ date }} > {{ today() }}
{% endtest %}

{#- Every reference leads somewhere, within the same source and company: how the star is joined. -#}
{% test relationship_in_company(model, column_name, to, field) %}
select child.*
from {{ model }} as child
left join {{ to }} as parent
    on
        child.source = parent.source
        and child.company_id = parent.company_id
        and child.{{ column_name }} = parent.{{ field }}
where child.{{ column_name }} is not null and parent.source is null
{% endtest %}

{#- Every value lies between two numbers, these included; one that is missing does. -#}
{% test accepted_range(model, column_name, smallest, largest) %}
select * from {{ model }} where {{ column_name }} < {{ smallest }} or {{ column_name }} > {{ largest }}
{% endtest %}
