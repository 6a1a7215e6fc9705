{#-
  Shuts a relation in the transaction that builds it, then opens it to the roles of its layer for the
  companies they claim (security.open_to in the migrations says how).
  company: gold and platinum; needs the columns source and company_id. A model with meta.masked (column ->
  hide, initial or month; {} for nothing to mask) also gets a view in schema masked, for marketing.
  analyst: silver; what cannot be told apart by company stays with the service role, and so does a model with
  meta.private: single records of it would tell what one person is paid.
  invoker: a view, seen with the reader's own rights.
-#}
{% macro secure(access) -%}
    {%- set meta = model.config.get('meta', {}) -%}
    {%- set masked = meta.get('masked') -%}
    {%- if target.type != 'postgres' -%}
        select 1
    {%- elif config.get('materialized') == 'view' -%}
        alter view {{ this }} set (security_invoker = true)
    {%- elif access == 'company' -%}
        select security.open_mart('{{ this }}')
        {%- if masked is not none %}, security.mask('{{ this }}', '{{ tojson(masked) }}'){% endif %}
    {%- elif meta.get('private') -%}
        select bronze.protect('{{ this }}')
    {%- else -%}
        select security.open_to('{{ this }}', 'company', array['analyst'])
    {%- endif -%}
{%- endmacro %}
