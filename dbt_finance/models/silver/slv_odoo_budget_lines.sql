{{ config(
    unique_key=['source', 'odoo_budget_line_id'],
    indexes=[
        {'columns': ['source', 'odoo_budget_line_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__crossovered_budget_lines')) }}
),

typed as (
    select
        images.source,
        images.id::integer as odoo_budget_line_id,
        record.crossovered_budget_id as odoo_budget_id,
        record.analytic_account_id,
        record.general_budget_id as budget_post_id,
        record.date_from,
        record.date_to,
        record.planned_amount,
        record.company_id,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'crossovered_budget_id': 'integer',
        'analytic_account_id': 'integer',
        'general_budget_id': 'integer',
        'date_from': 'date',
        'date_to': 'date',
        'planned_amount': 'numeric',
        'company_id': 'integer',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
