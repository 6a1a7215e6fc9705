{#-
  Shuts a relation in the transaction that builds it.
  service: owner and service_role only. company: signed-in users see the companies they claim; the
  model must have the columns source and company_id. invoker: a view, seen with the reader's own rights.
-#}
{% macro secure(access) -%}
    {%- if target.type != 'postgres' -%}
        select 1
    {%- elif config.get('materialized') == 'view' -%}
        alter view {{ this }} set (security_invoker = true)
    {%- elif access == 'company' -%}
        select gold.protect('{{ this }}')
    {%- else -%}
        select bronze.protect('{{ this }}')
    {%- endif -%}
{%- endmacro %}
