-- The VAT of each class is what the posted tax lines of its taxes hold in the ledger (taxes due when
-- booked; the others are due later than they are booked).
with ledger as (
    select
        lines.source,
        lines.company_id,
        taxes.tax_class,
        abs(sum(lines.balance)) as vat_amount
    from {{ ref('slv_move_lines') }} as lines
    inner join {{ ref('slv_taxes') }} as taxes
        on lines.source = taxes.source and lines.tax_line_id = taxes.tax_id
    inner join {{ ref('slv_tax_shares') }} as shares
        on lines.source = shares.source and lines.tax_share_id = shares.tax_share_id
    left join {{ ref('slv_accounts') }} as accounts
        on shares.source = accounts.source and shares.account_id = accounts.account_id
    where
        lines.state = 'posted'
        and shares.factor_percent > 0
        and (
            taxes.tax_class like 'sale_%'
            or coalesce(accounts.account_type, 'expense') not like 'expense%'
        )
        and (taxes.tax_class like 'sale_%' or taxes.tax_class like 'purchase_%')
        and taxes.tax_exigibility is distinct from 'on_payment'
        and taxes.is_due_when_withheld is not true
    group by lines.source, lines.company_id, taxes.tax_class
),

mart as (
    select
        vat.source,
        vat.company_id,
        vat.tax_class,
        abs(sum(vat.vat_amount)) as vat_amount
    from {{ ref('vat_lines') }} as vat
    inner join {{ ref('slv_move_lines') }} as lines
        on vat.source = lines.source and vat.move_line_id = lines.move_line_id
    left join {{ ref('slv_taxes') }} as taxes
        on lines.source = taxes.source and lines.tax_line_id = taxes.tax_id
    where taxes.tax_exigibility is distinct from 'on_payment' and taxes.is_due_when_withheld is not true
    group by vat.source, vat.company_id, vat.tax_class
)

select
    coalesce(ledger.source, mart.source) as source,
    coalesce(ledger.company_id, mart.company_id) as company_id,
    coalesce(ledger.tax_class, mart.tax_class) as tax_class,
    ledger.vat_amount as ledger_vat_amount,
    mart.vat_amount as mart_vat_amount
from ledger
full join mart
    on
        ledger.source = mart.source
        and ledger.company_id = mart.company_id
        and ledger.tax_class = mart.tax_class
where abs(coalesce(ledger.vat_amount, 0) - coalesce(mart.vat_amount, 0)) >= 0.005
