{{ config(
    unique_key=['source', 'user_id'],
    indexes=[
        {'columns': ['source', 'user_id'], 'unique': true},
        {'columns': ['source', 'partner_id']}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__res_users')) }}
),

typed as (
    select
        images.source,
        images.id::integer as user_id,
        record.partner_id,
        record.active,
        record.share as is_external,
        record.company_id,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'partner_id': 'integer',
        'active': 'boolean',
        'share': 'boolean',
        'company_id': 'integer',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
