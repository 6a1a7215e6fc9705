{#-
  The fields of a JSON document as typed columns of `record`, in one pass over it (a document of 5 kB read by
  one ->> a column takes six times as long). fields: name -> text, integer, bigint, numeric, boolean, date,
  timestamptz, jsonb, or one of these with []. Stands after the relation in a from clause; a field that is
  missing is null.
-#}
{% macro json_record(document, fields) -%}
    {%- if target.type == 'postgres' -%}
    left join lateral jsonb_to_record({{ document }}) as record (
        {%- for name, type in fields.items() %}
        {{ name }} {{ type }}{{ "," if not loop.last }}
        {%- endfor %}
    ) on true
    {%- else -%}
    left join lateral inline(array(from_json({{ document }}, '
        {%- for name, type in fields.items() %}`{{ name }}` {{ type_of_json(type) }}{{ ", " if not loop.last }}{% endfor -%}
    '))) as record on true
    {%- endif %}
{%- endmacro %}

{#- How Spark names the type of a field. Amounts and rates keep ten decimals; a document in one stays text. -#}
{% macro type_of_json(type) -%}
    {%- set names = {
        'text': 'string', 'jsonb': 'string', 'integer': 'int', 'numeric': 'decimal(28, 10)', 'timestamptz': 'timestamp'
    } -%}
    {%- set one = names.get(type | replace('[]', ''), type | replace('[]', '')) -%}
    {{ 'array<' ~ one ~ '>' if type.endswith('[]') else one }}
{%- endmacro %}

{#- Ids of a many2many field; none where the field is missing. -#}
{% macro ids(column) -%}
    coalesce({{ column }}, {{ "'{}'" if target.type == 'postgres' else 'array()' }})
{%- endmacro %}

{#- One row per element of an array, as a column of `alias`. Stands after the relation in a from clause. -#}
{% macro each_of(array, alias, column) -%}
    cross join lateral {{ 'unnest' if target.type == 'postgres' else 'explode' }}({{ array }}) as {{ alias }} ({{ column }})
{%- endmacro %}

{#- The value of a key of a JSON object of texts; and the smallest of all its values. -#}
{% macro json_value(document, key) -%}
    {%- if target.type == 'postgres' -%}
    {{ document }} ->> {{ key }}::text
    {%- else -%}
    from_json({{ document }}, 'map<string, string>')[cast({{ key }} as string)]
    {%- endif -%}
{%- endmacro %}

{% macro smallest_json_value(document) -%}
    {%- if target.type == 'postgres' -%}
    (select min(entry.value) from jsonb_each_text({{ document }}) as entry)
    {%- else -%}
    array_min(map_values(from_json({{ document }}, 'map<string, string>')))
    {%- endif -%}
{%- endmacro %}
