{#-
  What a model is made of, found through views: bronze (views of versions) and their names, models (kept by dbt, so they
  have a mark), versions (checksums of views and seeds between), is_open (it reads something without marks).
-#}
{% macro reads_of(node) %}
    {%- set found = {'bronze': [], 'names': [], 'models': [], 'versions': [], 'is_open': false} -%}
    {%- do add_reads(node, found) -%}
    {{ return(found) }}
{% endmacro %}

{% macro add_reads(node, found) %}
    {%- for unique_id in node.depends_on.nodes -%}
        {%- set parent = graph.nodes.get(unique_id) -%}
        {%- if parent is none -%}
            {%- do found.update({'is_open': true}) -%}
        {%- elif parent.resource_type == 'seed' -%}
            {%- do found.versions.append(parent.checksum.checksum) -%}
        {%- elif parent.schema == 'bronze' -%}
            {%- do found.bronze.append(parent) if parent not in found.bronze -%}
            {%- do found.names.append(parent.schema ~ '.' ~ parent.alias) -%}
        {%- elif parent.config.materialized == 'incremental' -%}
            {%- do found.models.append(parent.name) if parent.name not in found.models -%}
        {%- else -%}
            {%- do found.versions.append(parent.checksum.checksum) -%}
            {%- do found.update({'is_open': true}) if parent.config.materialized == 'table' -%}
            {%- do add_reads(parent, found) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

{#- A mart whose touched_by forgets one of its inputs would go stale without a word: refuse to build it. -#}
{% macro check_reads(reads, strategy) %}
    {%- set named = model.config.get('meta', {}).get('touched_by', []) | map(attribute='model') | list -%}
    {%- if strategy == 'replace_touched' and (reads.models or not reads.bronze) -%}
        {%- do exceptions.raise_compiler_error(
            model.name ~ ' is built by replace_touched: it may read views of bronze only; use replace_marked.'
        ) -%}
    {%- elif strategy in ('replace_marked', 'add_differences') -%}
        {%- for name in reads.models if name not in named -%}
            {%- do exceptions.raise_compiler_error(
                model.name ~ ' reads ' ~ name ~ ', but its touched_by does not say what a change there touches.'
            ) -%}
        {%- endfor -%}
        {%- for name in named if name not in reads.models -%}
            {%- do exceptions.raise_compiler_error(
                'touched_by of ' ~ model.name ~ ' names ' ~ name ~ ', which it does not read.'
            ) -%}
        {%- endfor -%}
        {%- if reads.bronze or reads.is_open -%}
            {%- do exceptions.raise_compiler_error(
                model.name ~ ' is built by ' ~ strategy ~ ': it may read models of silver and gold only.'
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}

{#- Whether a mart wants to know which rows of this model changed; else a note that it changed is enough. -#}
{% macro has_readers_of_rows() %}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
        {%- for input in (node.config.meta or {}).get('touched_by', [])
            if input.model == model.name and not input.get('all') -%}
            {{ return(true) }}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(false) }}
{% endmacro %}

{#- Another text of the model, or of a view or seed it reads, means that what it holds is out of date. -#}
{% macro version_of(reads) %}
    {{ return(local_md5(model.checksum.checksum ~ reads.versions | sort | join)) }}
{% endmacro %}

{% macro documented_version() %}
    {%- set texts = [model.description] -%}
    {%- for column in model.columns.values() -%}
        {%- do texts.append(column.name ~ column.description) -%}
    {%- endfor -%}
    {{ return(local_md5(texts | join('|'))) }}
{% endmacro %}
