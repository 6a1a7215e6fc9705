{#-
  Open items of one side (receivable, payable) by partner and lateness, as they stood at the end of today
  and of each of the last twelve months: what was booked by then, less what was settled by then.
-#}
{% macro aged_items(side, partner) -%}
with days as (
    select date_day as as_of_date
    from {{ ref('dim_date') }}
    where
        date_day = {{ as_of() }}
        or (
            is_month_end
            and date_day < {{ as_of() }}
            and date_day >= {{ days_before(as_of(), 366) }}
        )
),

items as (
    select
        days.as_of_date,
        items.*
    from {{ ref('fct_subledger_items') }} as items
    inner join days
        on
            items.entry_date <= days.as_of_date
            and (items.settled_on is null or items.settled_on > days.as_of_date)
    where items.side = '{{ side }}'
),

settled as (
    select
        items.as_of_date,
        items.source,
        items.move_line_id,
        sum(settlements.amount) as amount
    from items
    inner join {{ ref('fct_settlements') }} as settlements
        on
            items.source = settlements.source
            and items.move_line_id = settlements.move_line_id
            and settlements.settled_on <= items.as_of_date
    group by items.as_of_date, items.source, items.move_line_id
),

opened as (
    select
        items.*,
        items.amount - coalesce(settled.amount, 0) as residual
    from items
    left join settled
        on
            items.as_of_date = settled.as_of_date
            and items.source = settled.source
            and items.move_line_id = settled.move_line_id
),

bucketed as (
    select
        opened.*,
        {{ aging_bucket('due_date', 'residual', 'as_of_date') }} as bucket
    from opened
)

select
    source,
    company_id,
    company,
    currency,
    as_of_date,
    date_trunc('month', as_of_date)::date as month,
    partner_id as {{ partner }}_id,
    partner as {{ partner }},
    {%- for bucket, column in [
        ('current', 'amount_current'), ('1-30', 'amount_1_30'), ('31-60', 'amount_31_60'),
        ('61-90', 'amount_61_90'), ('90+', 'amount_over_90')
    ] %}
    sum(case when bucket = '{{ bucket }}' then residual else 0 end)::numeric(16, 2) as {{ column }},
    {%- endfor %}
    sum(residual)::numeric(16, 2) as amount_total,
    count(*)::integer as item_count
from bucketed
where bucket <> 'settled'
group by source, company_id, company, currency, as_of_date, partner_id, partner
{%- endmacro %}
