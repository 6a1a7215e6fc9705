{{ config(materialized='view', contract={'enforced': false}, enabled=target.type == 'postgres') }}

-- Vectors and the index to search them are pgvector's: they stay in PostgreSQL.
select
    texts.source,
    texts.kind,
    texts.record_id,
    texts.company_id,
    texts.document_date,
    texts.amount,
    texts.text,
    vectors.model,
    vectors.embedding,
    vectors.embedded_at
from {{ ref('platinum_transaction_texts') }} as texts
inner join {{ source('sidecar', 'text_vector') }} as vectors
    on
        texts.source = vectors.source
        and texts.company_id = vectors.company_id
        and texts.digest = vectors.digest
