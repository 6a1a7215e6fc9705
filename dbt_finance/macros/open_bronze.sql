{#-
  On Spark: the exported versions (IPAI_SPARK_BRONZE, a folder or an address that every machine of the
  cluster reads, one folder of Parquet files a table) as the tables that the models name.
-#}
{% macro open_bronze() %}
    {%- if execute and target.type == 'spark' and flags.WHICH in ('build', 'run', 'seed', 'test') -%}
        {%- set place = env_var('IPAI_SPARK_BRONZE') -%}
        {%- do run_query('create schema if not exists bronze') -%}
        {%- for table in graph.sources.values() if table.config.meta.get('fields') -%}
            {%- do run_query(
                'create table if not exists bronze.' ~ table.identifier
                ~ " using parquet location '" ~ place ~ '/' ~ table.identifier ~ "'"
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
