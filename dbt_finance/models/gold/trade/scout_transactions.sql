{{ config(
    unique_key=['source', 'record_id'],
    indexes=[
        {'columns': ['source', 'record_id'], 'unique': true},
        {'columns': ['source', 'company_id', 'txn_date']},
        {'columns': ['source', 'product_category']}
    ],
    meta={
        'touch_key': ['source', 'record_id'],
        'touched_by': [
            {'model': 'slv_transactions_checked', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_companies', 'all': true}
        ],
        'change_columns': {'company_id': 'company_id', 'month': 'month'}
    }
) }}

with transactions as (
    select * from {{ ref('silver_validated_transactions') }}
    where {{ only_touched('silver_validated_transactions', ['source', 'record_id']) }}
),

companies as (select * from {{ ref('slv_companies') }}),

final as (
    select
        transactions.source,
        transactions.record_id,
        transactions.company_id,
        companies.name as company,
        transactions.origin,
        transactions.transaction_id,
        transactions.txn_date,
        date_trunc('month', transactions.txn_date)::date as month,
        transactions.store,
        transactions.region,
        transactions.product_category,
        transactions.product_id,
        transactions.product_name,
        transactions.brand,
        transactions.quantity,
        transactions.amount::numeric(16, 2) as amount,
        transactions.currency,
        transactions.basket_id,
        transactions.customer_id
    from transactions
    left join companies
        on
            transactions.source = companies.source
            and transactions.company_id = companies.company_id
)

select * from final
