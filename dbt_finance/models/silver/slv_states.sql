{{ config(
    unique_key=['source', 'state_id'],
    indexes=[
        {'columns': ['source', 'state_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__res_country_state')) }}
),

typed as (
    select
        images.source,
        images.id::integer as state_id,
        record.name,
        record.code,
        record.country_id,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'code': 'text',
        'country_id': 'integer',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
