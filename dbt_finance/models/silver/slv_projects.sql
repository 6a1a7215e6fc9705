{{ config(
    unique_key=['source', 'project_id'],
    indexes=[
        {'columns': ['source', 'project_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__project_project')) }}
),

typed as (
    select
        images.source,
        images.id::integer as project_id,
        record.name,
        record.active,
        record.company_id,
        record.partner_id,
        record.user_id,
        record.date_start as date_from,
        record.date as date_to,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'active': 'boolean',
        'company_id': 'integer',
        'partner_id': 'integer',
        'user_id': 'integer',
        'date_start': 'date',
        'date': 'date',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
