-- Books of one Odoo database, made in bronze as the synchronisation writes them: bench.fill makes as many
-- as a benchmark asks for, bench.change changes some. An entry has three items, is a sale (odd) or a
-- purchase with VAT of one of two companies; bench.per_day() are booked a day: where that stays the same, more
-- entries are a longer history, where it grows with them, fuller months.
create schema bench;

create function bench.source() returns uuid language sql immutable as
$$ select '99999999-8888-7777-6666-555555555555'::uuid $$;

create function bench.write(model text, id bigint, payload jsonb) returns void language plpgsql as
$$
begin
    execute format(
        'insert into bronze.%I (source, id, epoch, tx, op, payload) values ($1, $2, 1, 1, ''U'', $3)', 'odoo_' || model
    ) using bench.source(), id, payload;
end
$$;

create function bench.company(move bigint) returns bigint language sql immutable as
$$ select 1 + (move / 2) % 2 $$;

create function bench.per_day() returns bigint language sql immutable as $$ select 30 $$;

create function bench.day(move bigint) returns date language sql immutable as
$$ select date '1995-01-01' + (move / bench.per_day())::integer $$;

create function bench.partner(n bigint, version text default '') returns jsonb language sql immutable as
$$
    select jsonb_build_object(
        'id', n, 'name', 'Partner ' || n || version, 'vat', to_char(n, 'FM000000000') || '-00000',
        'is_company', true, 'active', true, 'commercial_partner_id', n, 'customer_rank', n % 2,
        'supplier_rank', (n + 1) % 2, 'street', 'Street ' || n, 'city', 'Makati', 'zip', '1200',
        'create_date', '2024-01-01T00:00:00', 'write_date', '2024-01-01T00:00:00'
    )
$$;

create function bench.entry(move bigint, partners bigint, amount numeric) returns jsonb
language sql immutable as
$$
    select jsonb_build_object(
        'id', move, 'name', 'M/' || move, 'ref', 'Reference ' || move, 'state', 'posted',
        'payment_state', 'not_paid', 'move_type', case move % 2 when 1 then 'out_invoice' else 'in_invoice' end,
        'date', bench.day(move), 'invoice_date', bench.day(move), 'invoice_date_due', bench.day(move) + 30,
        'journal_id', bench.company(move), 'company_id', bench.company(move), 'currency_id', 36,
        'partner_id', 1 + move % partners, 'commercial_partner_id', 1 + move % partners,
        'always_tax_exigible', false, 'amount_untaxed_signed', amount, 'amount_tax_signed', amount * 0.12,
        'amount_total_signed', amount * 1.12, 'amount_residual_signed', amount * 1.12,
        'create_date', '2024-01-01T00:00:00', 'write_date', '2024-01-01T00:00:00'
    )
$$;

-- The k-th item of an entry: what is owed, the income or expense, the VAT.
create function bench.item(move bigint, k integer, partners bigint, amount numeric) returns jsonb
language sql immutable as
$$
    select jsonb_build_object(
        'id', move * 3 + k - 3, 'move_id', move, 'parent_state', 'posted', 'date', bench.day(move),
        'company_id', bench.company(move), 'journal_id', bench.company(move),
        'display_type', (array['payment_term', 'product', 'tax'])[k],
        'account_id', case move % 2 when 1 then (array[1, 2, 3])[k] else (array[6, 4, 5])[k] end,
        'partner_id', 1 + move % partners, 'name', 'Item ' || k || ' of ' || move, 'quantity', 1,
        'balance', balance, 'debit', greatest(balance, 0), 'credit', greatest(-balance, 0),
        'currency_id', 36, 'amount_currency', balance, 'amount_residual', 0, 'reconciled', false,
        'date_maturity', bench.day(move) + 30,
        'tax_ids', case when k = 2 then jsonb_build_array(12 - move % 2 * 2) else '[]'::jsonb end,
        'tax_line_id', case when k = 3 then 12 - move % 2 * 2 end,
        'tax_repartition_line_id', case when k = 3 then 101 - move % 2 end,
        'write_date', '2024-01-01T00:00:00'
    )
    from (
        select amount * (array[1.12, -1, -0.12])[k] * case move % 2 when 1 then 1 else -1 end as balance
    ) as amounts
$$;

create function bench.masters() returns table (model text, id bigint, payload jsonb) language sql as
$$
    select 'res_company', n, jsonb_build_object('name', 'Company ' || n, 'currency_id', 36, 'active', true)
    from generate_series(1, 2) as n
    union all
    select 'res_currency', 36, '{"name": "PHP", "symbol": "P", "active": true, "decimal_places": 2}'
    union all
    select 'account_journal', n, jsonb_build_object('name', 'Journal', 'type', 'general', 'company_id', n)
    from generate_series(1, 2) as n
    union all
    select 'account_account', n, jsonb_build_object(
        'name', 'Account ' || n, 'code_store', jsonb_build_object('1', '10' || n), 'account_type',
        (array['asset_receivable', 'income', 'liability_current', 'expense', 'asset_current', 'liability_payable'])[n]
    )
    from generate_series(1, 6) as n
    union all
    select 'account_tax', 10 + n * 2, jsonb_build_object(
        'name', 'VAT', 'type_tax_use', (array['sale', 'purchase'])[n + 1], 'amount_type', 'percent', 'amount', 12,
        'company_id', 1, 'tax_exigibility', 'on_invoice', 'children_tax_ids', '[]'::jsonb,
        'ipai_tax_class', (array['sale_vatable', 'purchase_goods'])[n + 1]
    )
    from generate_series(0, 1) as n
    union all
    select 'account_tax_repartition_line', 100 + n, jsonb_build_object(
        'tax_id', 10 + n * 2, 'repartition_type', 'tax', 'document_type', 'invoice', 'factor_percent', 100
    )
    from generate_series(0, 1) as n
    union all
    select 'product_template', n, jsonb_build_object('name', 'Category ' || n, 'can_be_expensed', true, 'active', true)
    from generate_series(1, 20) as n
    union all
    select 'product_product', n, jsonb_build_object('product_tmpl_id', n, 'active', true)
    from generate_series(1, 20) as n
    union all
    select 'hr_department', n, jsonb_build_object('name', 'Department ' || n, 'company_id', 1, 'active', true)
    from generate_series(1, 5) as n
    union all
    select 'hr_employee', n, jsonb_build_object(
        'name', 'Employee ' || n, 'company_id', 1, 'department_id', 1 + n % 5, 'active', true
    )
    from generate_series(1, 100) as n
$$;

create function bench.expense(n bigint, partners bigint, amount numeric) returns jsonb
language sql immutable as
$$
    select jsonb_build_object(
        'id', n, 'name', 'Expense ' || n, 'date', bench.day(n), 'employee_id', 1 + n % 100, 'company_id', 1,
        'currency_id', 36, 'product_id', 1 + n % 20, 'payment_mode', 'own_account', 'state', 'approved',
        'vendor_id', 1 + n % partners, 'total_amount', amount, 'total_amount_currency', amount, 'tax_amount', 0,
        'tax_ids', '[]'::jsonb, 'ipai_tin', '214-905-663-00000'
    )
$$;

create function bench.fill(moves bigint, partners bigint, expenses bigint) returns void language plpgsql as
$$
begin
    perform bronze.make_partition(class.oid, date_trunc('month', now() at time zone 'UTC')::date)
    from pg_catalog.pg_class as class
    where class.relnamespace = 'bronze'::regnamespace and class.relkind = 'p' and class.relname like 'odoo\_%';
    insert into bronze.sync_source (source, database, odoo_version, origin) values (bench.source(), 'bench', '18.0', 'o');
    perform bench.write(model, id, payload || jsonb_build_object('id', id)) from bench.masters();
    insert into bronze.odoo_res_partner (source, id, epoch, tx, op, payload)
    select bench.source(), n, 1, 1, 'U', bench.partner(n) from generate_series(1, partners) as n;
    insert into bronze.odoo_hr_expense (source, id, epoch, tx, op, payload)
    select bench.source(), n, 1, 1, 'U', bench.expense(n, partners, 1120) from generate_series(1, expenses) as n;
    insert into bronze.odoo_account_move (source, id, epoch, tx, op, payload)
    select bench.source(), n, 1, 1, 'U', bench.entry(n, partners, 100 + n % 900) from generate_series(1, moves) as n;
    insert into bronze.odoo_account_move_line (source, id, epoch, tx, op, payload)
    select bench.source(), n * 3 + k - 3, 1, 1, 'U', bench.item(n, k, partners, 100 + n % 900)
    from generate_series(1, moves) as n, generate_series(1, 3) as k;
end
$$;

-- Other amounts for some of the newest `among` entries, with their items: four changes an entry.
create function bench.change(entries bigint, moves bigint, partners bigint, amount numeric, among bigint) returns void
language plpgsql as
$$
begin
    perform
        bench.write('account_move', n, bench.entry(n, partners, amount)),
        bench.write('account_move_line', n * 3 - 2, bench.item(n, 1, partners, amount)),
        bench.write('account_move_line', n * 3 - 1, bench.item(n, 2, partners, amount)),
        bench.write('account_move_line', n * 3, bench.item(n, 3, partners, amount))
    from (select moves - (k * 7919 + amount::bigint * 31) % least(among, moves) as n from generate_series(1, entries) as k) as chosen;
end
$$;
