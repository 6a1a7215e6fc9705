"""How the warehouse is called in OpenLineage."""

from dataclasses import dataclass
from typing import Self

from psycopg.conninfo import conninfo_to_dict


@dataclass(frozen=True)
class Warehouse:
    """A PostgreSQL database by OpenLineage's naming: its tables are database.schema.name."""

    namespace: str
    database: str

    @classmethod
    def from_dsn(cls, dsn: str) -> Self:
        """The database of a connection string; password and user stay out."""
        parts = conninfo_to_dict(dsn)
        host, port = parts.get("host") or "127.0.0.1", parts.get("port") or 5432
        return cls(f"postgres://{host}:{port}", str(parts.get("dbname") or "postgres"))
