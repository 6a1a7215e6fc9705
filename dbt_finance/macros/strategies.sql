{#-
  replace_touched: the model selects every key that was touched, with _living; whatever it had of these
  keys goes, what is living comes. A row that was deleted, or became invalid, leaves; a merge would keep it.
-#}
{% macro get_incremental_replace_touched_sql(arg_dict) %}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set touched = arg_dict['temp_relation'] -%}
    {%- set keys = arg_dict['unique_key'] -%}
    {%- set keys = [keys] if keys is string else keys -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    delete from {{ target }} as kept
    using (select distinct {{ keys | join(', ') }} from {{ touched }}) as gone
    where {% for key in keys %}kept.{{ key }} = gone.{{ key }}{{ " and " if not loop.last }}{% endfor %};

    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ touched }} where _living;
{% endmacro %}

{#-
  replace_all: all rows anew in one transaction. The relation itself stays, with its policies, grants,
  comments and the views on it, so readers never miss it and never see half of it.
-#}
{% macro get_incremental_replace_all_sql(arg_dict) %}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    delete from {{ target }};

    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }};
{% endmacro %}
