{{ config(severity='warn') }}
-- A tax that posted entries use without a BIR classification is in no VAT mart and in no return.
select distinct taxes.source, taxes.company_id, taxes.tax_id, taxes.name
from {{ ref('slv_move_lines') }} as lines
{{ each_of('array_append(lines.tax_ids, lines.tax_line_id)', 'used', 'tax_id') }}
inner join {{ ref('slv_taxes') }} as taxes
    on lines.source = taxes.source and used.tax_id = taxes.tax_id
where lines.state = 'posted' and taxes.tax_class is null and taxes.amount_type <> 'group'
