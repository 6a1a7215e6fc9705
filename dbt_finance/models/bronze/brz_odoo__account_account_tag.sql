select source, id, epoch, tx, seq, op, payload, loaded_at
from {{ source('odoo', 'odoo_account_account_tag') }}
