-- The schedule of a 1601-EQ, a 1601-FQ and a 1600-VT says for each ATC what the withholding mart adds up to,
-- base and tax, to the centavo, and item 19 of the 1601-EQ is their sum.
with taxpayers as (
    {{ taxpayers() }}
),

returns as (
    select
        '1601-EQ' as form,
        settled.*
    from ({{ settled_returns('1601-EQ') }}) as settled
    union all
    select
        '1601-FQ' as form,
        settled.*
    from ({{ settled_returns('1601-FQ') }}) as settled
    union all
    select
        '1600-VT' as form,
        settled.*
    from ({{ settled_returns('1600-VT') }}) as settled
),

-- Letters of the columns are the printed ones: A the ATC, B the base, D the tax withheld.
said as (
    select
        lines.source,
        lines.tax_return_id,
        coalesce({{ json_value('lines.row_values', "'A'") }}, '') as atc,
        sum(({{ json_value('lines.row_values', "'B'") }})::numeric(16, 2)) as base_amount,
        sum(({{ json_value('lines.row_values', "'D'") }})::numeric(16, 2)) as wht_amount
    from {{ ref('slv_tax_return_rows') }} as lines
    inner join {{ ref('slv_tax_form_parts') }} as parts
        on lines.source = parts.source and lines.tax_form_part_id = parts.tax_form_part_id
    where lines.origin = 'books' and parts.code in ('R13', 'R14')
    group by lines.source, lines.tax_return_id, coalesce({{ json_value('lines.row_values', "'A'") }}, '')
),

counted as (
    select
        returns.source,
        returns.tax_return_id,
        coalesce(wht.atc, '') as atc,
        sum(wht.base_amount) as base_amount,
        sum(wht.wht_amount) as wht_amount
    from returns
    inner join {{ ref('withholding_tax') }} as wht
        on
            returns.source = wht.source
            and returns.counted_company_id = wht.company_id
            and returns.form = wht.form
            and wht.tax_date between returns.period_start and returns.period_end
    where
        wht.tax_class in (
            'withholding_expanded', 'withholding_final', 'withholding_vat', 'purchase_nonresident_services'
        )
    group by returns.source, returns.tax_return_id, coalesce(wht.atc, '')
),

totals as (
    select
        source,
        tax_return_id,
        sum(wht_amount) as wht_amount
    from counted
    group by source, tax_return_id
),

filers as (
    select distinct
        source,
        tax_return_id,
        company_id,
        form
    from returns
),

item_19 as (
    select
        filers.source,
        filers.tax_return_id,
        boxes.computed_amount,
        totals.wht_amount
    from filers
    inner join {{ ref('slv_tax_return_boxes') }} as boxes
        on filers.source = boxes.source and filers.tax_return_id = boxes.tax_return_id
    left join totals
        on filers.source = totals.source and filers.tax_return_id = totals.tax_return_id
    where filers.form = '1601-EQ' and boxes.code = '19'
),

compared as (
    select
        coalesce(said.source, counted.source) as source,
        coalesce(said.tax_return_id, counted.tax_return_id) as tax_return_id,
        coalesce(said.atc, counted.atc) as item,
        said.base_amount as return_base,
        counted.base_amount as mart_base,
        said.wht_amount as return_amount,
        counted.wht_amount as mart_amount
    from said
    full join counted
        on
            said.source = counted.source
            and said.tax_return_id = counted.tax_return_id
            and said.atc = counted.atc
    union all
    select
        source,
        tax_return_id,
        '19' as item,
        null as return_base,
        null as mart_base,
        computed_amount as return_amount,
        wht_amount as mart_amount
    from item_19
)

select
    compared.*,
    filers.company_id
from compared
inner join filers
    on compared.source = filers.source and compared.tax_return_id = filers.tax_return_id
where
    coalesce(compared.return_base, 0) <> coalesce(compared.mart_base, 0)
    or coalesce(compared.return_amount, 0) <> coalesce(compared.mart_amount, 0)
