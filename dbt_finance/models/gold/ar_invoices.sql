{{ config(materialized='view' if target.type == 'postgres' else 'table') }}

-- A view, as the bucket of an invoice changes with the day and not with the books.
select
    source,
    move_id as invoice_id,
    company_id,
    company,
    document,
    document_type,
    reference,
    partner_id as customer_id,
    partner as customer,
    partner_tin as customer_tin,
    region,
    salesperson_id,
    salesperson,
    category,
    invoice_date,
    entry_date,
    month,
    due_date,
    paid_date,
    currency,
    amount_total_currency,
    amount_untaxed,
    vat_amount,
    withheld_amount,
    other_tax_amount,
    amount_total,
    amount_residual,
    status,
    {{ aging_bucket('due_date', 'amount_residual', as_of()) }} as aging_bucket,
    origin as so_number
from {{ ref('fct_invoices') }}
-- A draft is a promise to nobody: it is no revenue and no receivable.
where side = 'sale' and status <> 'draft'
