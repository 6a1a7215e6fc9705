"""How the warehouse is called in OpenLineage."""

from psycopg.conninfo import conninfo_to_dict


def namespace_of(dsn: str) -> str:
    """postgres://host:port, after OpenLineage's naming; the database stays out as it does in names."""
    parts = conninfo_to_dict(dsn)
    return f"postgres://{parts.get('host') or '127.0.0.1'}:{parts.get('port') or 5432}"
