select source, id, seq, op, payload, loaded_at, company_id, origin, batch_id
from {{ source('intake', 'bronze_quarantine') }}
