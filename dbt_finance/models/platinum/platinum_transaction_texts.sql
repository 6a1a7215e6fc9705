{{ config(
    unique_key=['source', 'kind', 'record_id'],
    indexes=[
        {'columns': ['source', 'record_id', 'kind'], 'unique': true},
        {'columns': ['source', 'company_id', 'digest']}
    ],
    meta={
        'touch_key': ['source', 'record_id'],
        'touched_by': [
            {'model': 'scout_transactions', 'take': 'id', 'as': 'record_id'},
            {'model': 'finance_expenses', 'take': 'id', 'as': 'record_id'}
        ]
    }
) }}

-- The text says what it was, not when and how much: those are columns to filter by, and leaving them out
-- makes one text, and one vector, of a thousand equal sales.
with described as (
    select
        source,
        'sale' as kind,
        record_id::bigint as record_id,
        company_id,
        txn_date as document_date,
        amount,
        concat_ws(
            '. ',
            'Sale of ' || coalesce(product_name, brand, product_id, product_category),
            'Brand ' || brand,
            'Category ' || product_category,
            'Store ' || store,
            'Region ' || region
        ) as text
    from {{ ref('scout_transactions') }}
    where {{ only_touched('scout_transactions', ['source', 'record_id']) }}
    union all
    select
        source,
        'expense' as kind,
        expense_id::bigint as record_id,
        company_id,
        expense_date as document_date,
        amount_total as amount,
        concat_ws(
            '. ',
            'Expense for ' || coalesce(description, category, 'something'),
            'Category ' || category,
            'Vendor ' || vendor,
            'Department ' || department
        ) as text
    from {{ ref('finance_expenses') }}
    where {{ only_touched('finance_expenses', ['source', 'expense_id']) }}
)

select
    source,
    kind,
    record_id,
    company_id,
    document_date,
    amount,
    text,
    {{ digest('text') }} as digest
from described
