-- Rows that break a data test of dbt, one table a test that fails. Nobody is let into the schema: people see
-- their companies' rows through the sidecar.
create schema test_failures;
comment on schema test_failures is 'Rows that break a data test, as they were when it ran last.';
revoke all on schema test_failures from public;
