{#- A value as text. -#}
{% macro as_text(value) -%}
    {{ value ~ '::text' if target.type == 'postgres' else 'cast(' ~ value ~ ' as string)' }}
{%- endmacro %}

{#- The digits of a text. -#}
{% macro digits(text) -%}
    {%- if target.type == 'postgres' -%}
    regexp_replace({{ text }}, '\D', '', 'g')
    {%- else -%}
    regexp_replace({{ text }}, '[^0-9]', '')
    {%- endif -%}
{%- endmacro %}

{#- A text's fingerprint; Spark, which knows no uuid, writes it as PostgreSQL shows one. -#}
{% macro digest(text) -%}
    {%- if target.type == 'postgres' -%}
    md5({{ text }})::uuid
    {%- else -%}
    regexp_replace(md5({{ text }}), '^(.{8})(.{4})(.{4})(.{4})', '$1-$2-$3-$4-')
    {%- endif -%}
{%- endmacro %}

{#- Whether a word is one of those that stand in a text, separated by spaces. -#}
{% macro is_word_of(word, text) -%}
    {%- if target.type == 'postgres' -%}
    {{ word }} = any(string_to_array({{ text }}, ' '))
    {%- else -%}
    array_contains(split({{ text }}, ' '), {{ word }})
    {%- endif -%}
{%- endmacro %}
