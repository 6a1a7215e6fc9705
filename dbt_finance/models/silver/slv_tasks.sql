{{ config(
    unique_key=['source', 'task_id'],
    indexes=[
        {'columns': ['source', 'task_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__project_task')) }}
),

typed as (
    select
        images.source,
        images.id::integer as task_id,
        record.name,
        record.active,
        record.project_id,
        record.parent_id,
        record.company_id,
        record.state,
        record.date_deadline as due_at,
        record.date_end as ended_at,
        record.create_date as created_at,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'active': 'boolean',
        'project_id': 'integer',
        'parent_id': 'integer',
        'company_id': 'integer',
        'state': 'text',
        'date_deadline': 'timestamptz',
        'date_end': 'timestamptz',
        'create_date': 'timestamptz',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
