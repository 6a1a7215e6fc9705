"""dbt: silver and gold out of bronze."""
