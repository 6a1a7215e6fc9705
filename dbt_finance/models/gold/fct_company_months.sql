{{ config(
    incremental_strategy='add_differences',
    unique_key=['source', 'company_id', 'month'],
    indexes=[{'columns': ['source', 'company_id', 'month'], 'unique': true}],
    meta={
        'touched_by': [
            {'model': 'slv_moves', 'columns': ['source', 'company_id', 'month', 'state', 'move_type']},
            {'model': 'vat_lines', 'columns': ['source', 'company_id', 'month', 'side', 'vat_amount']},
            {
                'model': 'finance_expenses',
                'columns': ['source', 'company_id', 'month', 'status', 'amount_total']
            }
        ],
        'counted_by': 'record_count',
        'change_columns': {'company_id': 'company_id', 'month': 'month'}
    }
) }}

with documents as (
    select
        source,
        company_id,
        month,
        1 as entry_count,
        case when move_type in ('out_invoice', 'out_receipt') then 1 else 0 end as invoice_count,
        case when move_type in ('in_invoice', 'in_receipt') then 1 else 0 end as bill_count,
        0 as output_vat,
        0 as input_vat,
        0 as expense_claims,
        0 as expense_claim_count
    from {{ ref('slv_moves') }}
    where state = 'posted' and company_id is not null and month is not null
),

vat as (
    select
        source,
        company_id,
        month,
        0 as entry_count,
        0 as invoice_count,
        0 as bill_count,
        case when side = 'output' then vat_amount else 0 end as output_vat,
        case when side = 'input' then vat_amount else 0 end as input_vat,
        0 as expense_claims,
        0 as expense_claim_count
    from {{ ref('vat_lines') }}
),

claims as (
    select
        source,
        company_id,
        month,
        0 as entry_count,
        0 as invoice_count,
        0 as bill_count,
        0 as output_vat,
        0 as input_vat,
        coalesce(amount_total, 0) as expense_claims,
        1 as expense_claim_count
    from {{ ref('finance_expenses') }}
    where status in ('approved', 'posted', 'paid') and month is not null
),

records as (
    select * from documents
    union all
    select * from vat
    union all
    select * from claims
)

select
    source,
    company_id,
    month,
    sum(entry_count)::integer as entry_count,
    sum(invoice_count)::integer as invoice_count,
    sum(bill_count)::integer as bill_count,
    sum(output_vat)::numeric(16, 2) as output_vat,
    sum(input_vat)::numeric(16, 2) as input_vat,
    sum(expense_claims)::numeric(16, 2) as expense_claims,
    sum(expense_claim_count)::integer as expense_claim_count,
    count(*)::integer as record_count
from records
group by source, company_id, month
