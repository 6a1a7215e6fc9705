{{ config(
    unique_key=['source', 'employee_version_id'],
    indexes=[
        {'columns': ['source', 'employee_version_id'], 'unique': true}
    ],
    meta={'change_columns': {'parent_id': 'employee_id'}}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__hr_version')) }}
),

typed as (
    select
        images.source,
        images.id::integer as employee_version_id,
        record.employee_id,
        record.department_id,
        record.active,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'employee_id': 'integer',
        'department_id': 'integer',
        'active': 'boolean',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
