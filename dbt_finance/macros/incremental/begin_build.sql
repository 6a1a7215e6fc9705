{#-
  Opens the build of a model inside its transaction and says how much of it has to be done:
  {is_whole, is_idle, is_empty, reads, version, hi_bronze, hi_change}. is_whole: all rows; is_idle: nothing
  it reads has changed; else touched.sql says what is done.

  The model's lock is held until the commit, those of its inputs are shared: numbers of silver.change that
  one model draws are committed in their order, and no input changes while it is read.
-#}
{% macro begin_build(exists) %}
    {%- set reads = reads_of(model) -%}
    {%- set strategy = config.get('incremental_strategy') -%}
    {%- do check_reads(reads, strategy) -%}
    {% call statement('lock_model') %}
        select pg_advisory_xact_lock(hashtextextended('ipai.model.{{ model.name }}', 0))
    {% endcall %}
    {% if reads.models %}
        {% call statement('lock_inputs') %}
            select pg_advisory_xact_lock_shared(hashtextextended('ipai.model.' || input.name, 0))
            from unnest(array{{ reads.models | sort }}) as input (name)
        {% endcall %}
    {% endif %}
    {%- set state = read_marks(reads) -%}
    {%- do state.update({'reads': reads, 'is_empty': flags.EMPTY or false, 'is_idle': false}) -%}
    {%- do state.update({'is_whole': is_whole_build(state, strategy, exists)}) -%}
    {%- if state.is_whole -%}
        {%- do plan_for_everything() -%}
    {%- else -%}
        {%- do state.update({'is_idle': not fill_touched(state, strategy)}) -%}
    {%- endif -%}
    {{ return(state) }}
{% endmacro %}

{#-
  Over all rows a join is a hash join. Where PostgreSQL expects one row of a chain of joins and finds 167,000,
  a nested loop over 20,000 more takes minutes instead of two seconds; over touched rows it is right.
-#}
{% macro plan_for_everything() %}
    {% call statement('plan_for_everything') %}
        set local enable_nestloop = off;
        set local jit = off
    {% endcall %}
{% endmacro %}

{% macro read_marks(reads) %}
    {%- set whole_inputs = [] -%}
    {%- for input in model.config.get('meta', {}).get('touched_by', []) if input.get('all') -%}
        {%- do whole_inputs.append(input.model) -%}
    {%- endfor -%}
    {%- set version = version_of(reads) -%}
    {% set row = run_query(
        "select
            coalesce(own.version = '" ~ version ~ "', false) as is_same,
            coalesce(own.bronze_seq, 0) as bronze_seq,
            coalesce(own.change_seq, 0) as change_seq,
            coalesce(own.built_at < " ~ start_of_day() ~ ", false) as is_new_day,
            coalesce(max(input.full_seq), 0) as inputs_full_seq,
            coalesce(max(input.changed_seq), 0) as inputs_changed_seq,
            coalesce(max(input.changed_seq) filter (where input.model = any(" ~ text_array(whole_inputs) ~ ")), 0)
                as whole_inputs_changed_seq,
            (select last_value from silver.change_seq) as hi_change,
            set_config('ipai.hi_seq', (" ~ asked_hi_seq() ~ ")::text, true)::bigint as hi_bronze,
            coalesce(own.documented, '') as documented
        from (select 1) as one
        left join silver.mark as own on own.model = '" ~ model.name ~ "'
        left join silver.mark as input on input.model = any(" ~ text_array(reads.models) ~ ")
        group by own.model"
    ).rows[0] %}
    {%- set state = {'version': version} -%}
    {%- for name in row.keys() -%}
        {%- do state.update({name: row[name]}) -%}
    {%- endfor -%}
    {{ return(state) }}
{% endmacro %}

{#- The number a build decides on: as above, but never one below which something is not committed yet. -#}
{% macro asked_hi_seq() -%}
    {%- if var('hi_seq') is not none -%}
        {{ return(var('hi_seq')) }}
    {%- endif -%}
    {{ return("coalesce(nullif(current_setting('ipai.hi_seq', true), '')::bigint, silver.complete_seq())") }}
{%- endmacro %}

{% macro text_array(names) -%}
    array[{% for name in names %}'{{ name }}'{{ ", " if not loop.last }}{% endfor %}]::text[]
{%- endmacro %}

{#- A new day counts as a change for what is rebuilt whole: it may look at today's date. -#}
{% macro is_whole_build(state, strategy, exists) %}
    {%- if not exists or should_full_refresh() or not state.is_same or state.is_empty -%}
        {{ return(true) }}
    {%- elif strategy == 'replace_touched' -%}
        {{ return(false) }}
    {%- elif strategy in ('replace_marked', 'add_differences') -%}
        {{ return(
            state.inputs_full_seq > state.change_seq
            or state.whole_inputs_changed_seq > state.change_seq
            or (strategy == 'replace_marked' and not markers_in(sql))
        ) }}
    {%- else -%}
        {{ return(
            state.reads.is_open or state.reads.bronze | length > 0 or state.is_new_day
            or state.inputs_changed_seq > state.change_seq
        ) }}
    {%- endif -%}
{% endmacro %}

{#- Keeps what this build has read, in its transaction. changed: how many rows differ from before. -#}
{% macro end_build(state, changed, logged) %}
    {%- if not state.is_empty %}
    {% call statement('mark_model') %}
        insert into silver.mark as kept (
            model, version, documented, bronze_seq, change_seq, full_seq, changed_seq, bronze, models
        )
        select
            '{{ model.name }}',
            '{{ state.version }}',
            '{{ documented_version() }}',
            {{ state.hi_bronze if state.reads.bronze else 0 }},
            {{ state.hi_change if state.reads.models else 'null' }},
            {{ 'next.seq' if changed and not logged else 0 }},
            {{ 'next.seq' if changed else 0 }},
            {{ text_array(state.reads.names) }},
            {{ text_array(state.reads.models) }}
        from (select {{ "nextval('silver.change_seq')" if changed else 0 }} as seq) as next
        on conflict (model) do update
        set
            version = excluded.version,
            documented = excluded.documented,
            bronze_seq = greatest(kept.bronze_seq, excluded.bronze_seq),
            change_seq = excluded.change_seq,
            full_seq = greatest(kept.full_seq, excluded.full_seq),
            changed_seq = greatest(kept.changed_seq, excluded.changed_seq),
            bronze = excluded.bronze,
            models = excluded.models,
            built_at = clock_timestamp()
    {% endcall %}
    {%- endif %}
{% endmacro %}
