-- Debits equal credits in every posted entry, so the trial balance of each company is zero.
select lines.source, lines.company_id, lines.move_id, sum(lines.balance) as difference
from {{ ref('slv_move_lines') }} as lines
where lines.state = 'posted'
group by lines.source, lines.company_id, lines.move_id
having abs(sum(lines.balance)) >= 0.005
