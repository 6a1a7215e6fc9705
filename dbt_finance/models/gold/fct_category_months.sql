{{ config(
    unique_key=['source', 'company_id', 'month', 'side', 'category'],
    indexes=[{'columns': ['source', 'company_id', 'month', 'side', 'category'], 'unique': true}],
    meta={
        'touch_key': ['source', 'company_id', 'month'],
        'touched_by': [{'model': 'fct_ledger_entries', 'take': 'month'}],
        'change_columns': {'company_id': 'company_id', 'month': 'month'}
    }
) }}

select
    entries.source,
    entries.company_id,
    entries.month,
    entries.side,
    entries.category,
    (sum(entries.balance) * case when entries.side = 'revenue' then -1 else 1 end)::numeric(16, 2)
        as total_amount,
    -- A cash-basis entry moves tax, it is no transaction of its own.
    (count(distinct case when not entries.is_cash_basis then entries.move_id end))::integer as txn_count
from {{ ref('fct_ledger_entries') }} as entries
where
    entries.side is not null
    and {{ only_touched('entries', ['source', 'company_id', 'month']) }}
group by entries.source, entries.company_id, entries.month, entries.side, entries.category
