{{ config(
    incremental_strategy='add_differences',
    unique_key=['source', 'company_id', 'month', 'side', 'category'],
    indexes=[{'columns': ['source', 'company_id', 'month', 'side', 'category'], 'unique': true}],
    meta={
        'touched_by': [{
            'model': 'fct_ledger_entries',
            'columns': [
                'source', 'company_id', 'month', 'side', 'category', 'balance', 'is_cash_basis', 'is_first_of_category'
            ]
        }],
        'counted_by': 'item_count',
        'change_columns': {'company_id': 'company_id', 'month': 'month'}
    }
) }}

select
    entries.source,
    entries.company_id,
    entries.month,
    entries.side,
    entries.category,
    sum(case when entries.side = 'revenue' then -entries.balance else entries.balance end)::numeric(16, 2)
        as total_amount,
    -- A cash-basis entry moves tax, it is no transaction of its own.
    sum(case when entries.is_first_of_category and not entries.is_cash_basis then 1 else 0 end)::integer
        as txn_count,
    count(*)::integer as item_count
from {{ ref('fct_ledger_entries') }} as entries
where entries.side is not null
group by entries.source, entries.company_id, entries.month, entries.side, entries.category
