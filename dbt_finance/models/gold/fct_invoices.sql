{{ config(
    unique_key=['source', 'move_id'],
    indexes=[
        {'columns': ['source', 'move_id'], 'unique': true},
        {'columns': ['source', 'company_id', 'invoice_date']},
        {'columns': ['source', 'partner_id']},
        {'columns': ['source', 'salesperson_id']},
        {'columns': ['source', 'salesperson_partner_id']}
    ],
    meta={
        'touch_key': ['source', 'move_id'],
        'touched_by': [
            {'model': 'slv_moves', 'take': 'id', 'as': 'move_id'},
            {'model': 'slv_move_lines', 'take': 'parent_id', 'as': 'move_id'},
            {'model': 'fct_subledger_items', 'take': 'parent_id', 'as': 'move_id'},
            {'model': 'slv_partners', 'take': 'id', 'where': 'partner_id'},
            {'model': 'slv_partners', 'take': 'id', 'where': 'salesperson_partner_id'},
            {'model': 'slv_users', 'take': 'id', 'where': 'salesperson_id'},
            {'model': 'slv_companies', 'take': 'id', 'where': 'company_id'},
            {'model': 'slv_countries', 'all': true},
            {'model': 'slv_states', 'all': true},
            {'model': 'slv_currencies', 'all': true},
            {'model': 'fct_invoice_lines', 'take': 'parent_id', 'as': 'move_id'},
            {'model': 'slv_taxes', 'take': 'id', 'where': 'tax_line_id', 'in': 'slv_move_lines'}
        ],
        'change_columns': {'parent_id': 'partner_id', 'company_id': 'company_id', 'month': 'month'}
    }
) }}

-- A cancelled document is void and in no mart; drafts are not in the books, but vendors' drafts are work.
with moves as (
    select
        moves.*,
        coalesce(moves.invoice_date, moves.entry_date) as document_date,
        case when moves.move_type like 'out_%' then 'sale' else 'purchase' end as side,
        case when moves.move_type like 'out_%' then 1 else -1 end as sign
    from {{ ref('slv_moves') }} as moves
    where
        moves.move_type in (
            'out_invoice', 'out_refund', 'out_receipt', 'in_invoice', 'in_refund', 'in_receipt'
        )
        and moves.state in ('draft', 'posted')
        and {{ only_touched('moves', ['source', 'move_id']) }}
),

lines as (
    select * from {{ ref('slv_move_lines') }}
    where tax_line_id is not null and {{ only_touched('slv_move_lines', ['source', 'move_id']) }}
),

items as (
    select * from {{ ref('fct_subledger_items') }}
    where {{ only_touched('fct_subledger_items', ['source', 'move_id']) }}
),

taxes as (select * from {{ ref('slv_taxes') }}),

classes (tax_class, side, treatment, nature, sign) as (
    {{ vat_classes() }}
),

companies as (select * from {{ ref('slv_companies') }}),

currencies as (select * from {{ ref('slv_currencies') }}),

partners as (
    select
        partners.source,
        partners.partner_id,
        partners.name,
        partners.tin,
        {{ island_group('countries.code', 'states.code', 'partners.zip') }} as region
    from {{ ref('slv_partners') }} as partners
    left join {{ ref('slv_countries') }} as countries
        on partners.source = countries.source and partners.country_id = countries.country_id
    left join {{ ref('slv_states') }} as states
        on partners.source = states.source and partners.state_id = states.state_id
),

users as (
    select
        users.source,
        users.user_id,
        users.partner_id,
        partners.name
    from {{ ref('slv_users') }} as users
    inner join {{ ref('slv_partners') }} as partners
        on users.source = partners.source and users.partner_id = partners.partner_id
),

-- Tax as the document charges it: of a reverse charge both halves, so nothing; what is withheld apart.
charged as (
    select
        lines.source,
        lines.move_id,
        sum(case when taxes.tax_class like 'withholding%' then lines.balance else 0 end) as withheld,
        sum(case when classes.tax_class is not null then lines.balance else 0 end) as vat
    from lines
    inner join taxes on lines.source = taxes.source and lines.tax_line_id = taxes.tax_id
    left join classes on taxes.tax_class = classes.tax_class
    group by lines.source, lines.move_id
),

spent as (
    select
        lines.source,
        lines.move_id,
        lines.category,
        abs(sum(lines.amount_untaxed)) as amount
    from {{ ref('fct_invoice_lines') }} as lines
    where {{ only_touched('lines', ['source', 'move_id']) }}
    group by lines.source, lines.move_id, lines.category
),

-- The category of a document is that of most of its money; of equals the first in the alphabet.
categories as (
    select
        source,
        move_id,
        category,
        row_number() over (partition by source, move_id order by amount desc, category asc) as place
    from spent
),

supplied as (
    select
        lines.source,
        lines.move_id,
        sum(case lines.supply when 'goods' then lines.amount_untaxed else 0 end) as goods_amount,
        sum(case lines.supply when 'services' then lines.amount_untaxed else 0 end) as services_amount
    from {{ ref('fct_invoice_lines') }} as lines
    where {{ only_touched('lines', ['source', 'move_id']) }}
    group by lines.source, lines.move_id
),

settled as (
    select source, move_id, max(settled_on) as settled_on
    from items
    group by source, move_id
),

final as (
    select
        moves.source,
        moves.move_id,
        moves.company_id,
        companies.name as company,
        moves.side,
        moves.move_type as document_type,
        moves.name as document,
        moves.reference,
        moves.partner_id,
        partners.name as partner,
        partners.tin as partner_tin,
        partners.region,
        moves.salesperson_id,
        users.partner_id as salesperson_partner_id,
        users.name as salesperson,
        categories.category,
        moves.document_date as invoice_date,
        moves.entry_date,
        date_trunc('month', moves.document_date)::date as month,
        coalesce(moves.due_date, moves.document_date) as due_date,
        -- Refunds are settled, not paid, and nothing is paid on a document of nothing.
        case
            when
                moves.state = 'posted'
                and moves.amount_residual_signed = 0
                and moves.amount_total_signed <> 0
                and moves.move_type not like '%_refund'
                and coalesce(moves.payment_state, '') <> 'reversed'
                then settled.settled_on
        end as paid_date,
        currencies.code as currency,
        (
            moves.amount_total_currency * case when moves.move_type like '%_refund' then -1 else 1 end
        )::numeric(16, 2) as amount_total_currency,
        (moves.amount_untaxed_signed * moves.sign)::numeric(16, 2) as amount_untaxed,
        coalesce(supplied.goods_amount, 0)::numeric(16, 2) as goods_amount,
        coalesce(supplied.services_amount, 0)::numeric(16, 2) as services_amount,
        coalesce(-charged.vat * moves.sign, 0)::numeric(16, 2) as vat_amount,
        coalesce(charged.withheld * moves.sign, 0)::numeric(16, 2) as withheld_amount,
        (
            moves.amount_tax_signed * moves.sign
            + coalesce((charged.vat + charged.withheld) * moves.sign, 0)
        )::numeric(16, 2) as other_tax_amount,
        (moves.amount_total_signed * moves.sign)::numeric(16, 2) as amount_total,
        (moves.amount_residual_signed * moves.sign)::numeric(16, 2) as amount_residual,
        case
            when moves.state = 'draft' then 'draft'
            when moves.payment_state = 'reversed' then 'reversed'
            when moves.amount_residual_signed = 0 then 'paid'
            else 'posted'
        end as status,
        moves.payment_state,
        moves.origin,
        moves.reversed_entry_id as reversed_move_id
    from moves
    inner join companies
        on moves.source = companies.source and moves.company_id = companies.company_id
    left join currencies
        on moves.source = currencies.source and moves.currency_id = currencies.currency_id
    left join partners on moves.source = partners.source and moves.partner_id = partners.partner_id
    left join users on moves.source = users.source and moves.salesperson_id = users.user_id
    left join charged on moves.source = charged.source and moves.move_id = charged.move_id
    left join categories
        on
            moves.source = categories.source
            and moves.move_id = categories.move_id
            and categories.place = 1
    left join supplied on moves.source = supplied.source and moves.move_id = supplied.move_id
    left join settled on moves.source = settled.source and moves.move_id = settled.move_id
)

select * from final
