{{ config(
    unique_key=['source', 'move_line_id'],
    indexes=[
        {'columns': ['source', 'move_line_id'], 'unique': true},
        {'columns': ['source', 'move_id']},
        {'columns': ['source', 'account_id']},
        {'columns': ['source', 'product_id']},
        {'columns': ['source', 'product_template_id']}
    ],
    meta={
        'touch_key': ['source', 'move_id'],
        'touched_by': [
            {'model': 'slv_moves', 'take': 'id', 'as': 'move_id'},
            {'model': 'slv_move_lines', 'take': 'parent_id', 'as': 'move_id'},
            {'model': 'slv_accounts', 'take': 'id', 'where': 'account_id'},
            {'model': 'slv_products', 'take': 'id', 'where': 'product_id'},
            {'model': 'slv_product_templates', 'take': 'id', 'where': 'product_template_id'},
            {'model': 'slv_taxes', 'all': true}
        ],
        'change_columns': {'parent_id': 'move_id', 'company_id': 'company_id', 'month': 'month'}
    }
) }}

with moves as (
    select
        moves.*,
        case when moves.move_type like 'out_%' then 'sale' else 'purchase' end as side,
        case when moves.move_type like 'out_%' then -1 else 1 end as sign
    from {{ ref('slv_moves') }} as moves
    where
        moves.move_type in (
            'out_invoice', 'out_refund', 'out_receipt', 'in_invoice', 'in_refund', 'in_receipt'
        )
        and moves.state in ('draft', 'posted')
        and {{ only_touched('moves', ['source', 'move_id']) }}
),

lines as (
    select * from {{ ref('slv_move_lines') }}
    where display_type = 'product' and {{ only_touched('slv_move_lines', ['source', 'move_id']) }}
),

accounts as (select * from {{ ref('slv_accounts') }}),

products as (
    select
        products.source,
        products.product_id,
        products.product_template_id,
        templates.name,
        templates.product_type,
        case when templates.can_be_expensed then templates.name end as expense_category
    from {{ ref('slv_products') }} as products
    inner join {{ ref('slv_product_templates') }} as templates
        on
            products.source = templates.source
            and products.product_template_id = templates.product_template_id
),

-- Goods or services: the tax on the line says it, else the kind of its product.
supplies as (
    select
        lines.source,
        lines.move_line_id,
        max(
            case
                when taxes.tax_class in ('purchase_goods', 'purchase_capital_goods', 'purchase_import')
                    then 'goods'
                when taxes.tax_class in ('purchase_services', 'purchase_nonresident_services')
                    then 'services'
            end
        ) as supply
    from lines
    {{ each_of('lines.tax_ids', 'carried', 'tax_id') }}
    inner join {{ ref('slv_taxes') }} as taxes
        on lines.source = taxes.source and carried.tax_id = taxes.tax_id
    group by lines.source, lines.move_line_id
),

final as (
    select
        lines.source,
        lines.move_line_id,
        lines.move_id,
        lines.company_id,
        moves.side,
        moves.state,
        coalesce(moves.invoice_date, moves.entry_date) as invoice_date,
        date_trunc('month', coalesce(moves.invoice_date, moves.entry_date))::date as month,
        lines.name as label,
        lines.account_id,
        lines.product_id,
        products.product_template_id,
        products.name as product,
        coalesce(products.expense_category, accounts.name) as category,
        coalesce(
            supplies.supply,
            case products.product_type when 'consu' then 'goods' when 'service' then 'services' end
        ) as supply,
        lines.quantity,
        (lines.balance * moves.sign)::numeric(16, 2) as amount_untaxed
    from lines
    inner join moves on lines.source = moves.source and lines.move_id = moves.move_id
    left join accounts on lines.source = accounts.source and lines.account_id = accounts.account_id
    left join products on lines.source = products.source and lines.product_id = products.product_id
    left join supplies
        on lines.source = supplies.source and lines.move_line_id = supplies.move_line_id
)

select * from final
