{#-
  The analytic accounts an item is distributed to, with the percentage of each, as a table
  (analytic_account_id, percent). A key of the distribution names one account a plan, separated by commas.
-#}
{% macro distribution(column) -%}
    (
        select
            account.id::integer as analytic_account_id,
            {%- if target.type == 'postgres' %}
            share.percent::numeric as percent
        from jsonb_each_text(coalesce({{ column }}, '{}')) as share (account_ids, percent)
        cross join lateral unnest(string_to_array(share.account_ids, ',')) as account (id)
            {%- else %}
            share.percent
        from explode(from_json({{ column }}, 'map<string, decimal(28, 10)>')) as share (account_ids, percent)
        cross join lateral explode(split(share.account_ids, ',')) as account (id)
            {%- endif %}
    )
{%- endmacro %}
