{#-
  Growth in percent, to two decimals. Null where there is nothing to grow from. From below zero (a month
  of refunds) the distance counts, so that more money is always growth.
-#}
{% macro growth_pct(amount, before) -%}
    round(100 * ({{ amount }} - {{ before }}) / nullif(abs({{ before }}), 0), 2)
{%- endmacro %}
