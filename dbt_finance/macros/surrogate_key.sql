{#- One text key out of several columns, the same on every target; null and the empty text stay different. -#}
{% macro surrogate_key(columns) -%}
    {%- set missing = 'chr(8709)' if target.type == 'postgres' else "'∅'" -%}
    md5(concat_ws('|', {% for column in columns -%}
    coalesce({{ as_text(column) }}, {{ missing }}){{ ", " if not loop.last }}
    {%- endfor %}))
{%- endmacro %}
