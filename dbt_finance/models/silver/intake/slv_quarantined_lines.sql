{{ config(
    unique_key=['source', 'line_id'],
    indexes=[{'columns': ['source', 'line_id'], 'unique': true}]
) }}

with images as (
    {{ latest_images(ref('brz_intake__quarantine'), ['company_id', 'origin', 'batch_id']) }}
),

typed as (
    select
        images.source,
        images.id as line_id,
        images.company_id,
        images.origin,
        images.batch_id,
        record.domain,
        record.line as line_number,
        record.key as record_key,
        record.reason,
        record.detail,
        record.created_at,
        record.settled_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'domain': 'text',
        'line': 'bigint',
        'key': 'text',
        'reason': 'text',
        'detail': 'text',
        'created_at': 'timestamptz',
        'settled_at': 'timestamptz'
    }) }}
)

select * from typed
