select source, id, epoch, tx, seq, op, payload, loaded_at
from {{ source('odoo', 'odoo_ipai_agent_step') }}
