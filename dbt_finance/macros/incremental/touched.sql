{#- All marks of a query: [whole mark, 'images' or '', columns]. -#}
{% macro markers_in(query) %}
    {{ return(modules.re.findall('(true /\* touched( images)?: ([^*]+?) \*/)', query)) }}
{% endmacro %}

{#-
  The query narrowed to what was touched. A record that was touched has its newest image among the versions
  that came since, so silver need not look back; but for meta.redo_daily, on a new day.
-#}
{% macro narrowed(query, state) %}
    {%- set text = namespace(sql=query) -%}
    {%- for mark, images, columns in markers_in(query) -%}
        {%- set condition = images_since(columns, state) if images
            else '(' ~ columns ~ ') in (select * from pg_temp.touched_keys)' -%}
        {%- set text.sql = text.sql | replace(mark, condition) -%}
    {%- endfor -%}
    {{ return(text.sql) }}
{% endmacro %}

{% macro images_since(column, state) -%}
    {%- set redo = model.config.meta.get('redo_daily') if state.is_new_day -%}
    {%- set alias = column.split('.')[0] -%}
    {{ '(' if redo }}{{ column }} > {{ state.bronze_seq }}
    {%- if redo %} or ({{ alias }}.source, {{ alias }}.id) in (
        select {{ config.get('unique_key') | join(', ') }} from {{ this }} where {{ redo }}
    )){% endif -%}
{%- endmacro %}

{#-
  Whether anything was touched; for a mart, its touched keys stand in a temporary table afterwards, analysed,
  as the planner has to know that they are few.
-#}
{% macro fill_touched(state, strategy) %}
    {%- if strategy == 'replace_touched' -%}
        {%- set found = [] -%}
        {%- for versions in state.reads.bronze -%}
            {%- do found.append(is_filled(
                versions.relation_name ~ ' where seq > ' ~ state.bronze_seq ~ ' and seq <= ' ~ state.hi_bronze
            )) -%}
        {%- endfor -%}
        {%- if state.is_new_day and model.config.meta.get('redo_daily') -%}
            {%- do found.append(is_filled(this ~ ' where ' ~ model.config.meta.redo_daily)) -%}
        {%- endif -%}
        {{ return(true in found) }}
    {%- elif strategy == 'replace_marked' -%}
        {% call statement('make_touched') %}
            create temporary table touched_keys on commit drop as {{ touched_keys(state) }}
        {% endcall %}
        {% call statement('analyze_touched') %}
            analyze pg_temp.touched_keys
        {% endcall %}
        {{ return(is_filled('pg_temp.touched_keys')) }}
    {%- elif strategy == 'add_differences' -%}
        {{ return(fill_differences(state)) }}
    {%- endif -%}
    {{ return(false) }}
{% endmacro %}

{% macro is_filled(rows) %}
    {{ return(run_query('select exists (select from ' ~ rows ~ ') as is_filled').rows[0]['is_filled']) }}
{% endmacro %}

{#-
  The keys of a mart that its inputs touched since it was built: `take` names the column of silver.change
  that is the key's column `as`; with `where`, the rows of the mart (or of the model `in`) whose column
  holds the changed value (`give`: its column that is `as`). take 'month' means company and month.
-#}
{% macro touched_keys(state) %}
    {%- set meta = model.config.meta -%}
    {%- set key = meta.touch_key -%}
    {%- for input in meta.touched_by if not input.get('all') -%}
    {%- set taken = 'id' if not input.get('take') else input.take -%}
    {%- if input.get('where') %}
    select {% for column in key -%}
        kept.{{ input.get('give', column) if column == input.get('as') else column }}{{ ", " if not loop.last }}
    {%- endfor %}
    from {{ relation_of(input.in) if input.get('in') else this }} as kept
    where (kept.source, kept.{{ input.where }}) in (
        select source, {{ taken }} from silver.change
        where model = '{{ input.model }}' and seq > {{ state.change_seq }} and seq <= {{ state.hi_change }}
    )
    {%- else %}
    select {% for column in key -%}
        {{ taken ~ '::integer' if column == input.get('as') else column }}{{ ", " if not loop.last }}
    {%- endfor %}
    from silver.change
    where
        model = '{{ input.model }}' and seq > {{ state.change_seq }} and seq <= {{ state.hi_change }}
        and {{ taken }} is not null
    {%- endif %}
    {{ "union" if not loop.last or meta.get('redo_daily') }}
    {%- endfor %}
    {%- if meta.get('redo_daily') %}
    select {{ key | join(', ') }} from {{ this }} as kept
    where {{ 'true' if state.is_new_day else 'false' }} and ({{ meta.redo_daily }})
    {%- endif %}
{% endmacro %}

{% macro relation_of(name) %}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.name == name -%}
        {{ return(node.relation_name) }}
    {%- endfor -%}
    {%- do exceptions.raise_compiler_error('There is no model ' ~ name ~ ' (touched_by of ' ~ model.name ~ ').') -%}
{% endmacro %}
