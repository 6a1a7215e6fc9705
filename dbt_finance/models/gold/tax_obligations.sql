{{ config(
    unique_key=['source', 'obligation_id'],
    indexes=[
        {'columns': ['source', 'obligation_id'], 'unique': true},
        {'columns': ['source', 'company_id', 'due_date']}
    ],
    meta={
        'touch_key': ['source', 'obligation_id'],
        'touched_by': [
            {'model': 'slv_tax_obligations', 'take': 'id', 'as': 'obligation_id'},
            {'model': 'slv_tax_returns', 'all': true},
            {'model': 'slv_tax_forms', 'all': true},
            {'model': 'slv_companies', 'all': true},
            {'model': 'slv_users', 'all': true},
            {'model': 'slv_partners', 'take': 'id', 'where': 'owner_partner_id'}
        ],
        'change_columns': {'company_id': 'company_id', 'month': 'month'}
    }
) }}

with obligations as (
    select
        *,
        tax_obligation_id as obligation_id
    from {{ ref('slv_tax_obligations') }}
    where {{ only_touched('slv_tax_obligations', ['source', 'tax_obligation_id']) }}
),

forms as (select * from {{ ref('slv_tax_forms') }}),

companies as (select * from {{ ref('slv_companies') }}),

-- The returns of a period together: an amended return asks for what is still to pay after the one before.
returns as (
    select
        source,
        company_id,
        tax_form_id,
        period_start,
        period_end,
        sum(greatest(amount_payable, 0)) filter (where state <> 'draft') as amount_due,
        sum(greatest(-amount_payable, 0)) filter (
            where state <> 'draft' and amended_by is null
        ) as amount_excess,
        sum(amount_paid) filter (where state = 'paid') as amount_paid,
        max(paid_on) as paid_on
    from (
        select
            returns.*,
            amendments.tax_return_id as amended_by
        from {{ ref('slv_tax_returns') }} as returns
        left join {{ ref('slv_tax_returns') }} as amendments
            on
                returns.source = amendments.source
                and returns.tax_return_id = amendments.amended_return_id
                and amendments.state <> 'draft'
    ) as returns
    group by source, company_id, tax_form_id, period_start, period_end
),

people as (
    select
        users.source,
        users.user_id,
        users.partner_id,
        partners.name
    from {{ ref('slv_users') }} as users
    inner join {{ ref('slv_partners') }} as partners
        on users.source = partners.source and users.partner_id = partners.partner_id
),

final as (
    select
        obligations.source,
        obligations.obligation_id,
        obligations.company_id,
        companies.name as company,
        forms.code as form,
        forms.tax_type,
        obligations.name as obligation,
        obligations.period_start,
        obligations.period_end,
        obligations.due_date,
        obligations.payment_due_date,
        date_trunc('month', obligations.due_date)::date as month,
        case
            when obligations.tax_return_id is not null then returns.amount_due
            when obligations.has_amount then obligations.amount
        end::numeric(16, 2) as amount_due,
        case
            when obligations.tax_return_id is not null then coalesce(returns.amount_paid, 0)
            when obligations.state not in ('filed', 'paid') then 0
            when obligations.has_amount then obligations.amount
        end::numeric(16, 2) as amount_paid,
        case
            when obligations.tax_return_id is not null then returns.amount_excess
        end::numeric(16, 2) as amount_excess,
        case
            when obligations.state in ('filed', 'paid') then 'filed'
            when obligations.state = 'overdue' then 'overdue'
            else 'pending'
        end as status,
        obligations.state as stage,
        obligations.filed_on,
        returns.paid_on,
        owners.name as owner,
        owners.partner_id as owner_partner_id,
        obligations.blocked_by,
        obligations.tax_return_id as return_id
    from obligations
    inner join forms
        on obligations.source = forms.source and obligations.tax_form_id = forms.tax_form_id
    inner join companies
        on obligations.source = companies.source and obligations.company_id = companies.company_id
    left join returns
        on
            obligations.source = returns.source
            and obligations.company_id = returns.company_id
            and obligations.tax_form_id = returns.tax_form_id
            and obligations.period_start = returns.period_start
            and obligations.period_end = returns.period_end
    left join people as owners
        on obligations.source = owners.source and obligations.owner_user_id = owners.user_id
)

select * from final
