-- Without the share a tax line came from (its repartition) the VAT mart cannot tell whether it counts. A
-- row here means that field tax_repartition_line_id, or its table, is not synchronised.
select lines.source, lines.company_id, lines.move_line_id, taxes.name as tax
from {{ ref('slv_move_lines') }} as lines
inner join {{ ref('slv_taxes') }} as taxes
    on lines.source = taxes.source and lines.tax_line_id = taxes.tax_id
left join {{ ref('slv_tax_shares') }} as shares
    on lines.source = shares.source and lines.tax_share_id = shares.tax_share_id
where lines.state = 'posted' and taxes.tax_class is not null and shares.tax_share_id is null
