{{ config(
    unique_key=['source', 'employee_id'],
    indexes=[
        {'columns': ['source', 'employee_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__hr_employee')) }}
),

typed as (
    select
        images.source,
        images.id::integer as employee_id,
        record.name,
        record.active,
        record.company_id,
        record.user_id,
        record.work_contact_id as contact_id,
        record.department_id,
        record.current_version_id as employee_version_id,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'active': 'boolean',
        'company_id': 'integer',
        'user_id': 'integer',
        'work_contact_id': 'integer',
        'department_id': 'integer',
        'current_version_id': 'integer',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
