{#- One text key out of several columns; null and the empty text stay different. -#}
{% macro surrogate_key(columns) -%}
    md5(concat_ws('|', {% for column in columns -%}
    coalesce({{ column }}::text, chr(8709)){{ ", " if not loop.last }}
    {%- endfor %}))
{%- endmacro %}
