-- What the withholding mart says of pay is what the 1601-C of its month says: the net taxable compensation
-- (item 24), the tax withheld (25) and the corrections of earlier months (26). Pay counts by the day it was
-- paid, so entries of the ledger do not matter here.
with taxpayers as (
    {{ taxpayers() }}
),

returns as (
    select
        returns.source,
        returns.tax_return_id,
        returns.company_id,
        returns.name,
        returns.period_start,
        taxpayers.company_id as counted_company_id
    from {{ ref('slv_tax_returns') }} as returns
    inner join {{ ref('slv_tax_forms') }} as forms
        on returns.source = forms.source and returns.tax_form_id = forms.tax_form_id
    inner join taxpayers
        on returns.source = taxpayers.source and returns.company_id = taxpayers.filer_id
    left join {{ ref('slv_pays') }} as later
        on
            returns.source = later.source
            and taxpayers.company_id = later.company_id
            and returns.period_start = later.month
            and returns.computed_at < later.changed_at
    where forms.code = '1601-C' and returns.state <> 'draft' and later.pay_id is null
),

said as (
    select
        returns.source,
        returns.company_id,
        returns.tax_return_id,
        sum(boxes.computed_amount) filter (where boxes.code = '24') as base_amount,
        sum(boxes.computed_amount) filter (where boxes.code = '25') as wht_amount,
        sum(boxes.computed_amount) filter (where boxes.code = '26') as corrected
    from (select distinct source, company_id, tax_return_id from returns) as returns
    inner join {{ ref('slv_tax_return_boxes') }} as boxes
        on returns.source = boxes.source and returns.tax_return_id = boxes.tax_return_id
    group by returns.source, returns.company_id, returns.tax_return_id
    having bool_and(boxes.has_source) filter (where boxes.code = '25')
),

counted as (
    select
        returns.source,
        returns.tax_return_id,
        coalesce(sum(wht.base_amount), 0) as base_amount,
        coalesce(sum(wht.wht_amount) filter (where wht.tax_class = 'compensation'), 0) as wht_amount,
        coalesce(sum(wht.wht_amount) filter (where wht.tax_class <> 'compensation'), 0) as corrected
    from returns
    left join {{ ref('withholding_tax') }} as wht
        on
            returns.source = wht.source
            and returns.counted_company_id = wht.company_id
            and returns.period_start = wht.month
            and wht.form = '1601-C'
    group by returns.source, returns.tax_return_id
)

select
    said.*,
    counted.base_amount as mart_base,
    counted.wht_amount as mart_amount,
    counted.corrected as mart_corrected
from said
inner join counted
    on said.source = counted.source and said.tax_return_id = counted.tax_return_id
where
    said.base_amount <> counted.base_amount
    or said.wht_amount <> counted.wht_amount
    or coalesce(said.corrected, 0) <> counted.corrected
