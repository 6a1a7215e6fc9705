{{ config(
    unique_key=['source', 'move_line_id'],
    indexes=[
        {'columns': ['source', 'move_line_id'], 'unique': true},
        {'columns': ['source', 'move_id']},
        {'columns': ['source', 'company_id', 'side', 'settled_on']},
        {'columns': ['source', 'partner_id']},
        {'columns': ['source', 'account_id']}
    ],
    meta={
        'touch_key': ['source', 'move_id'],
        'touched_by': [
            {'model': 'slv_moves', 'take': 'id', 'as': 'move_id'},
            {'model': 'slv_move_lines', 'take': 'parent_id', 'as': 'move_id'},
            {'model': 'slv_partial_reconciles', 'take': 'parent_id', 'where': 'move_line_id'},
            {'model': 'slv_accounts', 'take': 'id', 'where': 'account_id'},
            {'model': 'slv_partners', 'take': 'id', 'where': 'partner_id'},
            {'model': 'slv_companies', 'take': 'id', 'where': 'company_id'},
            {'model': 'slv_currencies', 'all': true}
        ],
        'change_columns': {'parent_id': 'move_id', 'company_id': 'company_id', 'month': 'month'}
    }
) }}

with lines as (
    select * from {{ ref('slv_move_lines') }}
    where state = 'posted' and {{ only_touched('slv_move_lines', ['source', 'move_id']) }}
),

moves as (
    select * from {{ ref('slv_moves') }}
    where {{ only_touched('slv_moves', ['source', 'move_id']) }}
),

-- Positive is what is owed: to us by customers, by us to vendors.
accounts as (
    select
        source,
        account_id,
        name,
        case account_type when 'asset_receivable' then 'receivable' else 'payable' end as side,
        case account_type when 'asset_receivable' then 1 else -1 end as sign
    from {{ ref('slv_accounts') }}
    where account_type in ('asset_receivable', 'liability_payable')
),

companies as (select * from {{ ref('slv_companies') }}),

currencies as (select * from {{ ref('slv_currencies') }}),

partners as (select * from {{ ref('slv_partners') }}),

items as (
    select
        lines.*,
        accounts.name as account,
        accounts.side,
        accounts.sign
    from lines
    inner join accounts on lines.source = accounts.source and lines.account_id = accounts.account_id
),

settlements as (
    select
        items.source,
        items.move_line_id,
        max(partials.settled_on) as settled_on
    from items
    inner join {{ ref('slv_partial_reconciles') }} as partials
        on items.source = partials.source and items.move_line_id = partials.move_line_id
    group by items.source, items.move_line_id
),

final as (
    select
        items.source,
        items.move_line_id,
        items.move_id,
        items.company_id,
        companies.name as company,
        currencies.code as currency,
        items.side,
        items.account_id,
        items.account,
        items.partner_id,
        partners.name as partner,
        moves.name as document,
        moves.move_type,
        items.entry_date,
        items.month,
        coalesce(items.due_date, items.entry_date) as due_date,
        (items.balance * items.sign)::numeric(16, 2) as amount,
        (items.amount_residual * items.sign)::numeric(16, 2) as amount_residual,
        case when items.amount_residual = 0 then coalesce(settlements.settled_on, items.entry_date) end
            as settled_on
    from items
    inner join moves on items.source = moves.source and items.move_id = moves.move_id
    inner join companies
        on items.source = companies.source and items.company_id = companies.company_id
    left join currencies
        on companies.source = currencies.source and companies.currency_id = currencies.currency_id
    left join partners on items.source = partners.source and items.partner_id = partners.partner_id
    left join settlements
        on items.source = settlements.source and items.move_line_id = settlements.move_line_id
)

select * from final
