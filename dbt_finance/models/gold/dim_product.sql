{{ config(
    unique_key=['source', 'company_id', 'product_id'],
    indexes=[
        {'columns': ['source', 'company_id', 'product_id'], 'unique': true},
        {'columns': ['source', 'product_id']},
        {'columns': ['source', 'product_template_id']}
    ],
    meta={
        'touch_key': ['source', 'product_id'],
        'touched_by': [
            {'model': 'slv_products', 'take': 'id', 'as': 'product_id'},
            {'model': 'slv_product_templates', 'take': 'id', 'where': 'product_template_id', 'in': 'slv_products'},
            {'model': 'slv_product_categories', 'all': true},
            {'model': 'slv_companies', 'all': true}
        ]
    }
) }}

-- A product without a company serves all of them.
select
    products.source,
    companies.company_id,
    products.product_id,
    products.product_template_id,
    templates.name as product,
    coalesce(products.default_code, templates.default_code) as product_code,
    templates.product_type,
    categories.complete_name as product_category,
    coalesce(templates.can_be_expensed, false) as is_expense_category,
    products.active and templates.active as is_active
from {{ ref('slv_products') }} as products
inner join {{ ref('slv_product_templates') }} as templates
    on
        products.source = templates.source
        and products.product_template_id = templates.product_template_id
inner join {{ ref('slv_companies') }} as companies
    on
        products.source = companies.source
        and coalesce(templates.company_id, companies.company_id) = companies.company_id
left join {{ ref('slv_product_categories') }} as categories
    on templates.source = categories.source and templates.categ_id = categories.product_category_id
where {{ only_touched('products', ['source', 'product_id']) }}
