-- Every box of a 2550Q that is read from the books is, to the centavo, what the VAT mart adds up to for it.
-- Which taxes a box counts is Odoo's own definition of the form; an item with two taxes of a box counts once.
with taxpayers as (
    {{ taxpayers() }}
),

returns as (
    {{ settled_returns('2550Q') }}
),

boxes as (
    select
        values_.source,
        values_.tax_return_id,
        values_.code,
        values_.kind,
        values_.computed_amount,
        boxes.tax_classes
    from {{ ref('slv_tax_return_boxes') }} as values_
    inner join {{ ref('slv_tax_form_boxes') }} as boxes
        on values_.source = boxes.source and values_.tax_form_box_id = boxes.tax_form_box_id
    where values_.kind in ('tax_base', 'tax_amount')
),

counted as (
    select
        boxes.source,
        boxes.tax_return_id,
        boxes.code,
        vat.move_line_id,
        sum(distinct vat.base_amount) as base_amount,
        sum(vat.vat_amount) as vat_amount
    from boxes
    inner join returns
        on boxes.source = returns.source and boxes.tax_return_id = returns.tax_return_id
    inner join {{ ref('vat_lines') }} as vat
        on
            returns.source = vat.source
            and returns.counted_company_id = vat.company_id
            and vat.tax_date between returns.period_start and returns.period_end
            and {{ is_word_of('vat.tax_class', 'boxes.tax_classes') }}
    group by boxes.source, boxes.tax_return_id, boxes.code, vat.move_line_id
),

sums as (
    select
        source,
        tax_return_id,
        code,
        sum(base_amount) as base_amount,
        sum(vat_amount) as vat_amount
    from counted
    group by source, tax_return_id, code
)

select distinct
    returns.source,
    returns.company_id,
    returns.name,
    boxes.code,
    boxes.computed_amount as return_amount,
    coalesce(case boxes.kind when 'tax_base' then sums.base_amount else sums.vat_amount end, 0) as mart_amount
from returns
inner join boxes
    on returns.source = boxes.source and returns.tax_return_id = boxes.tax_return_id
left join sums
    on
        boxes.source = sums.source
        and boxes.tax_return_id = sums.tax_return_id
        and boxes.code = sums.code
where
    coalesce(boxes.computed_amount, 0)
    <> coalesce(case boxes.kind when 'tax_base' then sums.base_amount else sums.vat_amount end, 0)
