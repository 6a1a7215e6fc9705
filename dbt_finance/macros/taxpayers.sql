{#-
  Which company files for which: itself, or the head office of a branch, as ipai_bir has it. A company with a
  TIN of its own (its first nine digits) files itself; one without, or with that of the company above, is a
  branch. Columns: source, company_id, filer_id.
-#}
{% macro taxpayers() -%}
    with recursive numbered as (
        select
            companies.source,
            companies.company_id,
            companies.parent_id,
            case
                when length(digits.tin) >= 9 then left(digits.tin, 9)
            end as tin
        from {{ ref('slv_companies') }} as companies
        left join {{ ref('slv_partners') }} as partners
            on companies.source = partners.source and companies.partner_id = partners.partner_id
        cross join lateral (select {{ digits("coalesce(partners.tin, '')") }} as tin) as digits
    ),

    filers as (
        select
            source,
            company_id,
            company_id as filer_id,
            tin as filer_tin
        from numbered
        where parent_id is null
        union all
        select
            numbered.source,
            numbered.company_id,
            case
                when numbered.tin <> filers.filer_tin then numbered.company_id
                else filers.filer_id
            end as filer_id,
            case
                when numbered.tin <> filers.filer_tin then numbered.tin
                else filers.filer_tin
            end as filer_tin
        from filers
        inner join numbered
            on filers.source = numbered.source and filers.company_id = numbered.parent_id
    )

    select
        source,
        company_id,
        filer_id
    from filers
{%- endmacro %}

{#-
  The returns of a form that have to equal the books: computed, the last of their period, and nothing of what
  they count has changed since. Odoo notes at once what changes after filing (drift); before that the entries
  themselves say whether they were written to after the computation, as the return's own screen does.
-#}
{% macro settled_returns(form) -%}
    select
        returns.*,
        taxpayers.company_id as counted_company_id
    from {{ ref('slv_tax_returns') }} as returns
    inner join {{ ref('slv_tax_forms') }} as forms
        on returns.source = forms.source and returns.tax_form_id = forms.tax_form_id
    inner join taxpayers
        on returns.source = taxpayers.source and returns.company_id = taxpayers.filer_id
    where
        forms.code = '{{ form }}'
        and returns.state <> 'draft'
        and returns.has_drift is not true
        and not exists (
            select 1 from {{ ref('slv_tax_returns') }} as amendments
            where
                amendments.source = returns.source
                and amendments.amended_return_id = returns.tax_return_id
                and amendments.state <> 'draft'
        )
        and (
            returns.state in ('filed', 'paid')
            or not exists (
                select 1 from {{ ref('slv_moves') }} as moves
                inner join taxpayers as branches
                    on moves.source = branches.source and moves.company_id = branches.company_id
                where
                    branches.source = returns.source
                    and branches.filer_id = returns.company_id
                    and moves.entry_date between returns.period_start and returns.period_end
                    and moves.changed_at > returns.computed_at
            )
        )
{%- endmacro %}
