-- What is open of a posted document is what is open of its items on receivable and payable accounts.
with items as (
    select
        source,
        move_id,
        sum(amount_residual * case side when 'receivable' then 1 else -1 end) as amount_residual
    from {{ ref('fct_subledger_items') }}
    group by source, move_id
)

select
    invoices.source,
    invoices.company_id,
    invoices.move_id,
    invoices.document,
    invoices.amount_residual,
    items.amount_residual as open_items
from {{ ref('fct_invoices') }} as invoices
left join items
    on invoices.source = items.source and invoices.move_id = items.move_id
where
    invoices.status <> 'draft'
    and abs(
        invoices.amount_residual * case invoices.side when 'sale' then 1 else -1 end
        - coalesce(items.amount_residual, 0)
    ) >= 0.005
