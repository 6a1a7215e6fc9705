{#-
  Names of the rules a row breaks, separated by commas; null when it breaks none. A rule whose condition is
  null counts as broken. rules: [{'rule': 'amount_not_positive', 'holds': 'amount > 0'}, ...].

  A silver model keeps every row with this column; two views beside it show what is valid and what was
  rejected, so a row that is corrected leaves the rejects with the build that reads its new version.
-#}
{% macro broken_rules(rules) -%}
    nullif(concat_ws(', ',
        {%- for rule in rules %}
        case when ({{ rule.holds }}) then null else '{{ rule.rule }}' end{{ "," if not loop.last }}
        {%- endfor %}
    ), '')
{%- endmacro %}
