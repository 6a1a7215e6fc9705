{#-
  The number of the last bronze version this run may see: variable hi_seq, else the session's setting
  ipai.hi_seq (the sidecar sets that one, as other --vars would make dbt parse the project anew; a build
  writes there what it decided on), else everything there is.
-#}
{% macro hi_seq() -%}
    {%- if var('hi_seq') is not none -%}
        {{ var('hi_seq') }}
    {%- elif target.type == 'postgres' -%}
        coalesce(nullif(current_setting('ipai.hi_seq', true), '')::bigint, 9223372036854775807)
    {%- else -%}
        9223372036854775807
    {%- endif -%}
{%- endmacro %}

{#-
  The newest image of each record, seen from the high-water mark of the run: of all records, or, in a build
  of what was touched, of those. Columns: source, id, payload, loaded_at, seq, is_living (false: it was
  deleted; on PostgreSQL the row comes along to take out what the table has of it), and those in `also`.
-#}
{% macro latest_images(versions, also=[]) -%}
    {%- if target.type == 'postgres' -%}
    select distinct on (version.source, version.id)
        version.source,
        version.id,
        version.payload,
        version.loaded_at,
        version.seq,
        {%- for column in also %}
        version.{{ column }},
        {%- endfor %}
        version.op = 'U' as is_living
    from {{ versions }} as version
    where version.seq <= {{ hi_seq() }} and {{ only_touched_images('version') }}
    order by version.source, version.id, version.seq desc
    {%- else -%}
    select
        version.source,
        version.id,
        version.payload,
        version.loaded_at,
        version.seq,
        {%- for column in also %}
        version.{{ column }},
        {%- endfor %}
        true as is_living
    from (
        select *, row_number() over (partition by source, id order by seq desc) as age
        from {{ versions }}
        where seq <= {{ hi_seq() }}
    ) as version
    where version.age = 1 and version.op = 'U'
    {%- endif %}
{%- endmacro %}
