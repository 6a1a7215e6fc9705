{{ config(
    unique_key='line_id',
    indexes=[
        {'columns': ['line_id'], 'unique': true},
        {'columns': ['source', 'company_id', 'month']},
        {'columns': ['source', 'payee_id']},
        {'columns': ['source', 'supplier_id']}
    ],
    meta={
        'touch_key': ['source', 'company_id', 'month'],
        'touched_by': [
            {'model': 'slv_moves', 'take': 'month'},
            {'model': 'slv_move_lines', 'take': 'month'},
            {'model': 'slv_pays', 'take': 'month'},
            {'model': 'slv_pay_adjustments', 'take': 'month'},
            {'model': 'slv_expenses', 'take': 'id', 'in': 'slv_move_lines', 'where': 'expense_id'},
            {'model': 'slv_partners', 'take': 'id', 'where': 'payee_id'},
            {'model': 'slv_partners', 'take': 'id', 'where': 'supplier_id'},
            {'model': 'slv_taxes', 'all': true},
            {'model': 'slv_tax_shares', 'all': true},
            {'model': 'slv_companies', 'all': true}
        ],
        'change_columns': {'company_id': 'company_id', 'month': 'month'}
    }
) }}

with classes (tax_class, form, part) as (
    {{ withholding_classes() }}
),

companies as (select * from {{ ref('slv_companies') }}),

partners as (select * from {{ ref('slv_partners') }}),

taxes as (
    select
        taxes.source,
        taxes.tax_id,
        taxes.rate,
        nullif(upper(trim(taxes.atc)), '') as atc,
        classes.*,
        {{ tax_due_when('taxes') }} as due
    from {{ ref('slv_taxes') }} as taxes
    inner join classes on taxes.tax_class = classes.tax_class
),

shares as (
    select
        shares.source,
        shares.tax_share_id,
        taxes.tax_id,
        taxes.tax_class
    from {{ ref('slv_tax_shares') }} as shares
    inner join taxes on shares.source = taxes.source and shares.tax_id = taxes.tax_id
    where
        shares.repartition_type = 'tax'
        and case
            when taxes.part = 'claimed' then shares.factor_percent > 0
            else shares.factor_percent * taxes.rate < 0
        end
),

-- A tax that owes nothing for others is on no return of ours: the ordinary input tax on services from abroad.
owing as (
    select * from taxes
    where part = 'claimed' or exists (
        select 1 from shares
        where shares.source = taxes.source and shares.tax_id = taxes.tax_id
    )
),

-- A journal item carries a tax itself or as a member of a group of taxes.
members as (
    select source, tax_id as carried_id, tax_id from owing
    union
    select
        groups.source,
        groups.tax_id as carried_id,
        member.tax_id
    from {{ ref('slv_taxes') }} as groups
    {{ each_of('groups.children_tax_ids', 'member', 'tax_id') }}
),

lines as (
    select * from {{ ref('slv_move_lines') }}
    where state = 'posted' and {{ only_touched('slv_move_lines', ['source', 'company_id', 'month']) }}
),

moves as (
    select * from {{ ref('slv_moves') }}
    where {{ only_touched('slv_moves', ['source', 'company_id', 'month']) }}
),

found as (
    select
        lines.source,
        lines.move_line_id,
        owing.tax_id,
        lines.balance as base_amount,
        0 as wht_amount
    from lines
    {{ each_of('lines.tax_ids', 'tax', 'carried_id') }}
    inner join members on lines.source = members.source and tax.carried_id = members.carried_id
    inner join owing on members.source = owing.source and members.tax_id = owing.tax_id
    union all
    select
        lines.source,
        lines.move_line_id,
        shares.tax_id,
        0 as base_amount,
        -lines.balance as wht_amount
    from lines
    inner join shares
        on
            lines.source = shares.source
            and lines.tax_share_id = shares.tax_share_id
            and lines.tax_line_id = shares.tax_id
),

booked as (
    select
        source,
        move_line_id,
        tax_id,
        sum(base_amount) as base_amount,
        sum(wht_amount) as wht_amount
    from found
    group by source, move_line_id, tax_id
),

-- The supplier of an expense that an employee paid is the payee, not the employee the bill owes.
payees as (
    select
        expenses.source,
        expenses.expense_id,
        expenses.vendor_id as supplier_id,
        coalesce(vendors.commercial_partner_id, expenses.vendor_id) as payee_id
    from {{ ref('slv_expenses') }} as expenses
    left join {{ ref('slv_partners') }} as vendors
        on expenses.source = vendors.source and expenses.vendor_id = vendors.partner_id
),

purchases as (
    select
        {{ surrogate_key(['booked.source', 'booked.move_line_id', 'booked.tax_id']) }} as line_id,
        booked.source,
        lines.company_id,
        lines.entry_date as tax_date,
        owing.form,
        owing.atc,
        owing.tax_class,
        owing.tax_id,
        coalesce(payees.payee_id, lines.partner_id) as payee_id,
        payees.supplier_id,
        lines.expense_id,
        lines.move_id,
        lines.move_line_id,
        moves.name as document,
        booked.base_amount,
        booked.wht_amount
    from booked
    inner join lines on booked.source = lines.source and booked.move_line_id = lines.move_line_id
    inner join owing on booked.source = owing.source and booked.tax_id = owing.tax_id
    inner join moves
        on lines.source = moves.source and lines.move_id = moves.move_id
    left join payees on lines.source = payees.source and lines.expense_id = payees.expense_id
    where {{ is_due('owing.due', 'moves') }}
),

-- Pay is summed up by company and month before it gets here, so that nobody's salary can be read in gold.
pay as (
    select
        source,
        company_id,
        month,
        coalesce(sum(taxable_amount) filter (where is_untaxed is not true), 0) as base_amount,
        sum(tax_withheld) as wht_amount,
        max(paid_on) as tax_date
    from {{ ref('slv_pays') }}
    where {{ only_touched('slv_pays', ['source', 'company_id', 'month']) }}
    group by source, company_id, month
),

corrections as (
    select
        source,
        company_id,
        month,
        sum(amount) as wht_amount,
        max(paid_on) as tax_date
    from {{ ref('slv_pay_adjustments') }}
    where {{ only_touched('slv_pay_adjustments', ['source', 'company_id', 'month']) }}
    group by source, company_id, month
),

compensation as (
    select
        source,
        company_id,
        month,
        tax_date,
        'compensation' as tax_class,
        base_amount,
        wht_amount
    from pay
    union all
    select
        source,
        company_id,
        month,
        tax_date,
        'compensation_correction' as tax_class,
        0 as base_amount,
        wht_amount
    from corrections
),

-- WW010 is the one code of Form 1601-C.
salaries as (
    select
        {{ surrogate_key(['source', 'company_id', 'month', 'tax_class']) }} as line_id,
        source,
        company_id,
        tax_date,
        '1601-C' as form,
        'WW010' as atc,
        tax_class,
        null::integer as tax_id,
        null::integer as payee_id,
        null::integer as supplier_id,
        null::integer as expense_id,
        null::integer as move_id,
        null::integer as move_line_id,
        {{ as_text('null') }} as document,
        base_amount,
        wht_amount
    from compensation
),

withheld as (
    select * from purchases
    union all
    select * from salaries
),

final as (
    select
        withheld.line_id,
        withheld.source,
        withheld.company_id,
        companies.name as company,
        withheld.tax_date,
        date_trunc('month', withheld.tax_date)::date as month,
        withheld.form,
        withheld.atc,
        withheld.tax_class,
        withheld.tax_id,
        withheld.payee_id,
        case when withheld.form = '1601-C' then 'All employees' else partners.name end as payee,
        case
            when withheld.form = '1601-C' then 'employee'
            when partners.partner_id is not null then 'vendor'
        end as payee_type,
        partners.is_company as is_corporate,
        partners.tin as payee_tin,
        withheld.supplier_id,
        withheld.expense_id,
        withheld.move_id,
        withheld.move_line_id,
        withheld.document,
        withheld.base_amount::numeric(16, 2) as base_amount,
        withheld.wht_amount::numeric(16, 2) as wht_amount
    from withheld
    inner join companies
        on withheld.source = companies.source and withheld.company_id = companies.company_id
    left join partners
        on withheld.source = partners.source and withheld.payee_id = partners.partner_id
)

select * from final
