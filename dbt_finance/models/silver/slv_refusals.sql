{{ config(
    incremental_strategy='replace_marked',
    unique_key=['source', 'relation', 'record_id', 'company_id'],
    indexes=[
        {'columns': ['source', 'relation', 'record_id', 'company_id'], 'unique': true},
        {'columns': ['source', 'record_id']},
        {'columns': ['source', 'company_id', 'month']}
    ],
    meta={
        'touch_key': ['source', 'record_id'],
        'touched_by': [
            {'model': 'slv_payments', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_bank_statement_lines', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_currency_rates', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_transactions_checked', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_products_checked', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_budgets_checked', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_quarantined_lines', 'take': 'id', 'as': 'record_id'},
            {'model': 'slv_companies', 'all': true}
        ],
        'change_columns': {'company_id': 'company_id', 'month': 'month'}
    }
) }}

{#- What is refused: the model with broken_rules, its key, what people call a record, and what names one. -#}
{%- set refusing = [
    ('slv_payments', 'payment_id', 'payment', 'name'),
    ('slv_bank_statement_lines', 'line_id', 'bank line', 'label'),
    ('slv_transactions_checked', 'record_id', 'transaction', "origin || ' ' || transaction_id"),
    ('slv_products_checked', 'record_id', 'product', "origin || ' ' || product_id"),
    (
        'slv_budgets_checked', 'record_id', 'budget',
        "origin || ' ' || coalesce(department, category, 'record ' || " ~ as_text('record_id') ~ ")"
    )
] %}

-- A rate without a company is everybody's: each company of the database has to know.
with rates as (
    select
        rates.source,
        companies.company_id,
        'currency rate' as relation,
        rates.currency_rate_id as record_id,
        {{ as_text('rates.rate_date') }} as label,
        rates.broken_rules,
        rates._loaded_at
    from {{ ref('slv_currency_rates') }} as rates
    inner join {{ ref('slv_companies') }} as companies
        on
            rates.source = companies.source
            and coalesce(rates.company_id, companies.company_id) = companies.company_id
    where
        rates.broken_rules is not null
        and {{ only_touched('rates', ['source', 'currency_rate_id']) }}
),

lines as (
    select
        source,
        company_id,
        'quarantine' as relation,
        line_id as record_id,
        origin || ', ' || domain || ', line ' || {{ as_text('line_number') }} as label,
        reason || coalesce(': ' || detail, '') as finding,
        {{ local_day('created_at') }} as refused_on,
        {{ local_day('settled_at') }} as settled_on
    from {{ ref('slv_quarantined_lines') }}
    where {{ only_touched('slv_quarantined_lines', ['source', 'line_id']) }}
),

rejected as (
    select * from rates
    {%- for model, key, relation, label in refusing %}
        union all
        select
            source,
            company_id,
            '{{ relation }}' as relation,
            {{ key }},
            {{ label }},
            broken_rules,
            _loaded_at
        from {{ ref(model) }}
        where broken_rules is not null and {{ only_touched(model, ['source', key]) }}
    {%- endfor %}
),

refused as (
    select
        source,
        company_id,
        relation,
        record_id,
        'rejected_record' as kind,
        coalesce(label, 'number ' || {{ as_text('record_id') }}) as label,
        replace(broken_rules, '_', ' ') as finding,
        {{ local_day('_loaded_at') }} as refused_on,
        null::date as settled_on
    from rejected
    union all
    select
        source,
        company_id,
        relation,
        record_id,
        'quarantined_line' as kind,
        label,
        replace(finding, '_', ' ') as finding,
        refused_on,
        settled_on
    from lines
)

select
    source,
    company_id,
    relation,
    record_id::bigint as record_id,
    kind,
    label,
    finding,
    refused_on,
    settled_on,
    date_trunc('month', refused_on)::date as month
from refused
where company_id is not null
