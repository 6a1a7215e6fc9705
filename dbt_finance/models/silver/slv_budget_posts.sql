{{ config(
    unique_key=['source', 'budget_post_id'],
    indexes=[
        {'columns': ['source', 'budget_post_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__account_budget_post')) }}
),

typed as (
    select
        images.source,
        images.id::integer as budget_post_id,
        record.name,
        record.company_id,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'company_id': 'integer',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
