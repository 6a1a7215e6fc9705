{{ config(
    unique_key=['source', 'department_id'],
    indexes=[
        {'columns': ['source', 'department_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__hr_department')) }}
),

typed as (
    select
        images.source,
        images.id::integer as department_id,
        record.name,
        record.active,
        record.company_id,
        record.parent_id,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'active': 'boolean',
        'company_id': 'integer',
        'parent_id': 'integer',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
