-- Lines of bank statements are, account by account, what their entries booked on the account of the bank.
with booked as (
    select
        lines.source,
        lines.company_id,
        moves.journal_id,
        sum(lines.balance) as amount
    from {{ ref('slv_move_lines') }} as lines
    inner join {{ ref('slv_moves') }} as moves
        on lines.source = moves.source and lines.move_id = moves.move_id
    inner join {{ ref('slv_journals') }} as journals
        on
            moves.source = journals.source
            and moves.journal_id = journals.journal_id
            and lines.account_id = journals.default_account_id
    where lines.state = 'posted' and moves.bank_line_id is not null
    group by lines.source, lines.company_id, moves.journal_id
),

mart as (
    select source, company_id, journal_id, sum(amount) as amount
    from {{ ref('bank_lines') }}
    group by source, company_id, journal_id
)

select
    coalesce(booked.source, mart.source) as source,
    coalesce(booked.company_id, mart.company_id) as company_id,
    coalesce(booked.journal_id, mart.journal_id) as journal_id,
    booked.amount as booked_amount,
    mart.amount as mart_amount
from booked
full join mart
    on
        booked.source = mart.source
        and booked.company_id = mart.company_id
        and booked.journal_id = mart.journal_id
where abs(coalesce(booked.amount, 0) - coalesce(mart.amount, 0)) >= 0.005
