select source, id, epoch, tx, seq, op, payload, loaded_at
from {{ source('odoo', 'odoo_ipai_bir_list_line') }}
