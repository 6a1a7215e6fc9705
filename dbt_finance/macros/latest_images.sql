{#-
  The number of the last bronze version this run may see: variable hi_seq, else the session's setting
  ipai.hi_seq (the sidecar sets that one, as other --vars would make dbt parse the project anew), else
  everything there is.
-#}
{% macro hi_seq() -%}
    {%- if var('hi_seq') is not none -%}
        {{ var('hi_seq') }}
    {%- else -%}
        coalesce(nullif(current_setting('ipai.hi_seq', true), '')::bigint, 9223372036854775807)
    {%- endif -%}
{%- endmacro %}

{#-
  The newest image of each record, seen from the high-water mark of the run: all records at a full
  build, else those touched since this model was built last. Columns: source, id, payload, loaded_at,
  seq, is_living (false: it was deleted).

  The lower mark is the highest _seq the model holds. It is safe: whoever wrote that row had read
  everything below it, as bronze is written in the order of seq.
-#}
{% macro latest_images(versions) -%}
    {%- if is_incremental() -%}
    select
        image.source,
        image.id,
        image.payload,
        image.loaded_at,
        image.seq,
        image.op = 'U' as is_living
    from (
        select distinct source, id
        from {{ versions }}
        where
            seq > (select coalesce(max(_seq), 0) from {{ this }})
            and seq <= {{ hi_seq() }}
    ) as touched
    cross join lateral (
        select *
        from {{ versions }} as version
        where
            version.source = touched.source
            and version.id = touched.id
            and version.seq <= {{ hi_seq() }}
        order by version.seq desc
        limit 1
    ) as image
    {%- else -%}
    select
        image.source,
        image.id,
        image.payload,
        image.loaded_at,
        image.seq,
        true as is_living
    from (
        select distinct on (source, id) *
        from {{ versions }}
        where seq <= {{ hi_seq() }}
        order by source, id, seq desc
    ) as image
    where image.op = 'U'
    {%- endif %}
{%- endmacro %}
