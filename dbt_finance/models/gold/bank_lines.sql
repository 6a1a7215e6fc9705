{{ config(
    unique_key=['source', 'line_id'],
    indexes=[
        {'columns': ['source', 'line_id'], 'unique': true},
        {'columns': ['source', 'company_id', 'line_date']},
        {'columns': ['source', 'move_id']},
        {'columns': ['source', 'partner_id']}
    ],
    meta={
        'touch_key': ['source', 'line_id'],
        'touched_by': [
            {'model': 'slv_bank_statement_lines', 'take': 'id', 'as': 'line_id'},
            {'model': 'slv_moves', 'take': 'id', 'where': 'move_id', 'in': 'slv_bank_statement_lines'},
            {'model': 'slv_move_lines', 'take': 'parent_id', 'where': 'move_id', 'in': 'slv_bank_statement_lines'},
            {'model': 'slv_partners', 'take': 'id', 'where': 'partner_id'},
            {'model': 'slv_companies', 'take': 'id', 'where': 'company_id'},
            {'model': 'slv_journals', 'all': true},
            {'model': 'slv_currencies', 'all': true}
        ],
        'change_columns': {'company_id': 'company_id', 'month': 'month'}
    }
) }}

with bank_lines as (
    select * from {{ ref('slv_bank_statement_lines') }}
    where
        broken_rules is null
        and {{ only_touched('slv_bank_statement_lines', ['source', 'line_id']) }}
),

-- A line whose entry was reset to draft or cancelled is not in the books.
moves as (
    select * from {{ ref('slv_moves') }}
    where
        state = 'posted'
        and bank_line_id is not null
        and {{ only_touched('slv_moves', ['source', 'bank_line_id']) }}
),

journals as (select * from {{ ref('slv_journals') }}),

companies as (select * from {{ ref('slv_companies') }}),

currencies as (select * from {{ ref('slv_currencies') }}),

partners as (select * from {{ ref('slv_partners') }}),

-- What the line is worth in the company's currency: what it booked on the account of the bank.
booked as (
    select
        moves.source,
        moves.move_id,
        sum(lines.balance) as amount
    from moves
    inner join {{ ref('slv_move_lines') }} as lines
        on moves.source = lines.source and moves.move_id = lines.move_id
    inner join journals
        on
            moves.source = journals.source
            and moves.journal_id = journals.journal_id
            and lines.account_id = journals.default_account_id
    group by moves.source, moves.move_id
),

final as (
    select
        bank_lines.source,
        bank_lines.line_id,
        bank_lines.move_id,
        bank_lines.company_id,
        companies.name as company,
        bank_lines.journal_id,
        journals.name as bank_account,
        bank_lines.bank_statement_id,
        moves.entry_date as line_date,
        moves.month,
        bank_lines.partner_id,
        -- Without a known partner, the name the bank gives.
        coalesce(partners.name, bank_lines.partner_name) as partner,
        bank_lines.label,
        currencies.code as currency,
        bank_lines.amount_journal::numeric(16, 2) as amount_currency,
        coalesce(booked.amount, bank_lines.amount_journal)::numeric(16, 2) as amount,
        coalesce(bank_lines.is_reconciled, false) as is_matched
    from bank_lines
    inner join moves on bank_lines.source = moves.source and bank_lines.move_id = moves.move_id
    inner join companies
        on bank_lines.source = companies.source and bank_lines.company_id = companies.company_id
    inner join journals
        on bank_lines.source = journals.source and bank_lines.journal_id = journals.journal_id
    left join currencies
        on
            bank_lines.source = currencies.source
            and coalesce(bank_lines.currency_id, journals.currency_id, companies.currency_id)
            = currencies.currency_id
    left join booked on moves.source = booked.source and moves.move_id = booked.move_id
    left join partners
        on bank_lines.source = partners.source and bank_lines.partner_id = partners.partner_id
)

select * from final
