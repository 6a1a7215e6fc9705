{{ config(
    incremental_strategy='replace_marked',
    unique_key=['source', 'relation', 'record_id', 'company_id'],
    indexes=[
        {'columns': ['source', 'relation', 'record_id', 'company_id'], 'unique': true},
        {'columns': ['source', 'record_id']},
        {'columns': ['source', 'company_id', 'month']}
    ],
    meta={
        'touch_key': ['source', 'record_id'],
        'touched_by': [
            {'model': 'slv_payments', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_bank_statement_lines', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_currency_rates', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_transactions_checked', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_products_checked', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_budgets_checked', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_quarantined_lines', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_companies', 'all': true}
        ],
        'change_columns': {'company_id': 'company_id', 'month': 'month'}
    }
) }}

with payments as (
    select
        source,
        company_id,
        'payment' as relation,
        payment_id as record_id,
        name as label,
        broken_rules,
        _loaded_at
    from {{ ref('slv_payments') }}
    where broken_rules is not null and {{ only_touched('slv_payments', ['source', 'payment_id']) }}
),

bank_statement_lines as (
    select
        source,
        company_id,
        'bank line' as relation,
        line_id as record_id,
        label,
        broken_rules,
        _loaded_at
    from {{ ref('slv_bank_statement_lines') }}
    where broken_rules is not null and {{ only_touched('slv_bank_statement_lines', ['source', 'line_id']) }}
),

-- A rate without a company is everybody's: each company of the database has to know.
rates as (
    select
        rates.source,
        companies.company_id,
        'currency rate' as relation,
        rates.currency_rate_id as record_id,
        {{ as_text('rates.rate_date') }} as label,
        rates.broken_rules,
        rates._loaded_at
    from {{ ref('slv_currency_rates') }} as rates
    inner join {{ ref('slv_companies') }} as companies
        on
            rates.source = companies.source
            and coalesce(rates.company_id, companies.company_id) = companies.company_id
    where
        rates.broken_rules is not null
        and {{ only_touched('rates', ['source', 'currency_rate_id']) }}
),

transactions as (
    select
        source,
        company_id,
        'transaction' as relation,
        record_id,
        origin || ' ' || transaction_id as label,
        broken_rules,
        _loaded_at
    from {{ ref('slv_transactions_checked') }}
    where broken_rules is not null and {{ only_touched('slv_transactions_checked', ['source', 'record_id']) }}
),

products as (
    select
        source,
        company_id,
        'product' as relation,
        record_id,
        origin || ' ' || product_id as label,
        broken_rules,
        _loaded_at
    from {{ ref('slv_products_checked') }}
    where broken_rules is not null and {{ only_touched('slv_products_checked', ['source', 'record_id']) }}
),

budgets as (
    select
        source,
        company_id,
        'budget' as relation,
        record_id,
        origin || ' ' || coalesce(department, category, 'record ' || {{ as_text('record_id') }}) as label,
        broken_rules,
        _loaded_at
    from {{ ref('slv_budgets_checked') }}
    where broken_rules is not null and {{ only_touched('slv_budgets_checked', ['source', 'record_id']) }}
),

lines as (
    select
        source,
        company_id,
        'quarantine' as relation,
        line_id as record_id,
        origin || ', ' || domain || ', line ' || {{ as_text('line_number') }} as label,
        reason || coalesce(': ' || detail, '') as finding,
        {{ local_day('created_at') }} as refused_on,
        {{ local_day('settled_at') }} as settled_on
    from {{ ref('slv_quarantined_lines') }}
    where {{ only_touched('slv_quarantined_lines', ['source', 'line_id']) }}
),

rejected as (
    select * from payments
    union all
    select * from bank_statement_lines
    union all
    select * from rates
    union all
    select * from transactions
    union all
    select * from products
    union all
    select * from budgets
),

refused as (
    select
        source,
        company_id,
        relation,
        record_id,
        'rejected_record' as kind,
        coalesce(label, 'number ' || {{ as_text('record_id') }}) as label,
        replace(broken_rules, '_', ' ') as finding,
        {{ local_day('_loaded_at') }} as refused_on,
        null::date as settled_on
    from rejected
    union all
    select
        source,
        company_id,
        relation,
        record_id,
        'quarantined_line' as kind,
        label,
        replace(finding, '_', ' ') as finding,
        refused_on,
        settled_on
    from lines
)

select
    source,
    company_id,
    relation,
    record_id::bigint as record_id,
    kind,
    label,
    finding,
    refused_on,
    settled_on,
    date_trunc('month', refused_on)::date as month
from refused
where company_id is not null
