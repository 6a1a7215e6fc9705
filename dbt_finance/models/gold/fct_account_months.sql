{{ config(
    incremental_strategy='add_differences',
    unique_key=['source', 'company_id', 'month', 'account_id'],
    indexes=[{'columns': ['source', 'company_id', 'month', 'account_id'], 'unique': true}],
    meta={
        'touched_by': [{
            'model': 'fct_ledger_entries',
            'columns': ['source', 'company_id', 'month', 'account_id', 'debit', 'credit', 'balance']
        }],
        'counted_by': 'item_count',
        'change_columns': {'company_id': 'company_id', 'month': 'month'}
    }
) }}

select
    entries.source,
    entries.company_id,
    entries.month,
    entries.account_id,
    sum(entries.debit)::numeric(16, 2) as debit,
    sum(entries.credit)::numeric(16, 2) as credit,
    sum(entries.balance)::numeric(16, 2) as balance,
    count(*)::integer as item_count
from {{ ref('fct_ledger_entries') }} as entries
group by entries.source, entries.company_id, entries.month, entries.account_id
