{{ config(
    unique_key=['source', 'agent_id'],
    indexes=[
        {'columns': ['source', 'agent_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_agent')) }}
),

typed as (
    select
        images.source,
        images.id::integer as agent_id,
        record.code,
        record.name,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'code': 'text',
        'name': 'text',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
