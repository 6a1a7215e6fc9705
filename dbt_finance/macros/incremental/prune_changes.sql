{#- After a build: entries of silver.change that everybody has read go. -#}
{% macro prune_changes() -%}
    {%- if execute and target.type == 'postgres' and flags.WHICH in ('build', 'run') -%}
        select silver.prune_changes()
    {%- endif -%}
{%- endmacro %}
