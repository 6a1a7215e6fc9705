{{ config(
    unique_key=['source', 'move_line_id'],
    indexes=[
        {'columns': ['source', 'move_line_id'], 'unique': true},
        {'columns': ['source', 'move_id']},
        {'columns': ['source', 'company_id', 'month']},
        {'columns': ['source', 'account_id']},
        {'columns': ['source', 'product_id']},
        {'columns': ['source', 'product_template_id']}
    ],
    meta={
        'touch_key': ['source', 'move_id'],
        'touched_by': [
            {'model': 'slv_moves', 'take': 'id', 'as': 'move_id'},
            {'model': 'slv_move_lines', 'take': 'parent_id', 'as': 'move_id'},
            {'model': 'slv_accounts', 'take': 'id', 'where': 'account_id'},
            {'model': 'slv_products', 'take': 'id', 'where': 'product_id'},
            {'model': 'slv_product_templates', 'take': 'id', 'where': 'product_template_id'}
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

accounts as (
    select
        source,
        account_id,
        name,
        case
            when account_type in ('income', 'income_other') then 'revenue'
            when account_type like 'expense%' then 'expense'
        end as side
    from {{ ref('slv_accounts') }}
),

products as (
    select
        products.source,
        products.product_id,
        products.product_template_id,
        case when templates.can_be_expensed then templates.name end as expense_category
    from {{ ref('slv_products') }} as products
    inner join {{ ref('slv_product_templates') }} as templates
        on
            products.source = templates.source
            and products.product_template_id = templates.product_template_id
),

entries as (
    select
        lines.source,
        lines.move_line_id,
        lines.move_id,
        lines.company_id,
        lines.entry_date,
        lines.month,
        moves.name as document,
        moves.move_type,
        moves.tax_cash_basis_rec_id is not null as is_cash_basis,
        lines.journal_id,
        lines.account_id,
        lines.partner_id,
        lines.product_id,
        products.product_template_id,
        accounts.side,
        case when accounts.side is not null then coalesce(products.expense_category, accounts.name) end
            as category,
        lines.name as label,
        lines.debit::numeric(16, 2) as debit,
        lines.credit::numeric(16, 2) as credit,
        lines.balance::numeric(16, 2) as balance,
        lines.currency_id,
        lines.amount_currency
    from lines
    inner join moves on lines.source = moves.source and lines.move_id = moves.move_id
    left join accounts on lines.source = accounts.source and lines.account_id = accounts.account_id
    left join products on lines.source = products.source and lines.product_id = products.product_id
    -- Sections and notes of an invoice are lines without an account: nothing was posted.
    where lines.account_id is not null
),

final as (
    select
        entries.*,
        -- Adding these up counts the entries of a category and month, which a sum of rows cannot.
        entries.category is not null
        and row_number() over (
            partition by
                entries.source,
                entries.move_id,
                entries.company_id,
                entries.month,
                entries.side,
                entries.category
            order by entries.move_line_id
        ) = 1 as is_first_of_category
    from entries
)

select * from final
