{{ config(
    unique_key='line_id',
    indexes=[
        {'columns': ['line_id'], 'unique': true},
        {'columns': ['source', 'company_id', 'tax_date']},
        {'columns': ['source', 'move_id']},
        {'columns': ['source', 'partner_id']}
    ],
    meta={
        'touch_key': ['source', 'move_id'],
        'touched_by': [
            {'model': 'slv_moves', 'take': 'id', 'as': 'move_id'},
            {'model': 'slv_move_lines', 'take': 'parent_id', 'as': 'move_id'},
            {'model': 'slv_expenses', 'take': 'id', 'in': 'slv_move_lines', 'where': 'expense_id'},
            {'model': 'slv_partners', 'take': 'id', 'where': 'partner_id'},
            {'model': 'slv_companies', 'all': true},
            {'model': 'slv_taxes', 'all': true},
            {'model': 'slv_tax_shares', 'all': true},
            {'model': 'slv_accounts', 'all': true}
        ],
        'change_columns': {'id': 'move_line_id', 'parent_id': 'move_id', 'company_id': 'company_id', 'month': 'month'}
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

companies as (select * from {{ ref('slv_companies') }}),

partners as (select * from {{ ref('slv_partners') }}),

expenses as (select * from {{ ref('slv_expenses') }}),

classes (tax_class, side, treatment, nature, sign) as (
    {{ vat_classes() }}
),

taxes as (
    select
        taxes.source,
        taxes.tax_id,
        classes.*,
        {{ tax_due_when('taxes') }} as due
    from {{ ref('slv_taxes') }} as taxes
    inner join classes on taxes.tax_class = classes.tax_class
),

-- A share below zero is the other half of a reverse charge; the return asks for the first. Input tax that the
-- tax itself puts into the cost (on an expense account, or on none) is paid, but nobody's claim.
shares as (
    select
        shares.source,
        shares.tax_share_id,
        taxes.tax_id
    from {{ ref('slv_tax_shares') }} as shares
    inner join taxes on shares.source = taxes.source and shares.tax_id = taxes.tax_id
    left join {{ ref('slv_accounts') }} as accounts
        on shares.source = accounts.source and shares.account_id = accounts.account_id
    where
        shares.repartition_type = 'tax'
        and shares.factor_percent > 0
        and (taxes.side = 'output' or coalesce(accounts.account_type, 'expense') not like 'expense%')
),

-- A journal item carries a tax itself or as a member of a group of taxes.
members as (
    select source, tax_id as carried_id, tax_id from taxes
    union
    select
        groups.source,
        groups.tax_id as carried_id,
        member.tax_id
    from {{ ref('slv_taxes') }} as groups
    {{ each_of('groups.children_tax_ids', 'member', 'tax_id') }}
),

carried as (
    select
        lines.source,
        lines.move_line_id,
        lines.move_id,
        members.tax_id,
        'base' as measure,
        lines.balance
    from lines
    {{ each_of('lines.tax_ids', 'tax', 'carried_id') }}
    inner join members on lines.source = members.source and tax.carried_id = members.carried_id
),

charged as (
    select
        lines.source,
        lines.move_line_id,
        lines.move_id,
        shares.tax_id,
        'tax' as measure,
        lines.balance
    from lines
    inner join shares
        on
            lines.source = shares.source
            and lines.tax_share_id = shares.tax_share_id
            and lines.tax_line_id = shares.tax_id
),

-- A cash-basis tax counts when its cash-basis entry is posted, one withheld by the customer with the
-- payment: the rules of ipai_bir's ledger. Two taxes of one class on an item share one base.
due as (
    select distinct
        found.source,
        found.move_line_id,
        taxes.tax_class,
        taxes.side,
        taxes.treatment,
        taxes.nature,
        found.measure,
        found.balance * taxes.sign as amount
    from (
        select * from carried
        union all
        select * from charged
    ) as found
    inner join taxes on found.source = taxes.source and found.tax_id = taxes.tax_id
    inner join moves on found.source = moves.source and found.move_id = moves.move_id
    where {{ is_due('taxes.due', 'moves') }}
),

amounts as (
    select
        source,
        move_line_id,
        tax_class,
        side,
        treatment,
        nature,
        coalesce(sum(amount) filter (where measure = 'base'), 0) as base_amount,
        coalesce(sum(amount) filter (where measure = 'tax'), 0) as vat_amount
    from due
    group by source, move_line_id, tax_class, side, treatment, nature
),

final as (
    select
        {{ surrogate_key(['amounts.source', 'amounts.move_line_id', 'amounts.tax_class']) }} as line_id,
        amounts.source,
        lines.company_id,
        companies.name as company,
        amounts.move_line_id,
        lines.move_id,
        moves.name as document,
        moves.move_type,
        lines.entry_date as tax_date,
        date_trunc('month', lines.entry_date)::date as month,
        amounts.side,
        amounts.treatment,
        amounts.nature,
        amounts.tax_class,
        lines.expense_id,
        -- A bill made from an expense stands in the name of the employee who paid.
        coalesce(expenses.vendor_id, lines.partner_id) as partner_id,
        partners.name as partner,
        coalesce(expenses.tin, partners.tin) as partner_tin,
        amounts.base_amount::numeric(16, 2) as base_amount,
        amounts.vat_amount::numeric(16, 2) as vat_amount
    from amounts
    inner join lines
        on amounts.source = lines.source and amounts.move_line_id = lines.move_line_id
    inner join moves
        on lines.source = moves.source and lines.move_id = moves.move_id
    inner join companies
        on lines.source = companies.source and lines.company_id = companies.company_id
    left join expenses
        on lines.source = expenses.source and lines.expense_id = expenses.expense_id
    left join partners
        on
            lines.source = partners.source
            and coalesce(expenses.vendor_id, lines.partner_id) = partners.partner_id
)

select * from final
