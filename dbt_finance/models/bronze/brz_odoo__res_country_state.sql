select source, id, epoch, tx, seq, op, payload, loaded_at
from {{ source('odoo', 'odoo_res_country_state') }}
