"""What Odoo decides about quality: rules, the chat's address, where people look at incidents."""

from pydantic import BaseModel, SecretStr

from sidecar.adapters.odoo import OdooAdapter
from sidecar.adapters.postgres import Pool, transaction
from sidecar.errors import SidecarError
from sidecar.quality import store
from sidecar.quality.schemas import Rule
from sidecar.telemetry import logger


class Configuration(BaseModel):
    """Read from Odoo each time; the chat's address is a secret and is kept nowhere else."""

    rules: list[Rule] = []
    webhook_url: SecretStr = SecretStr("")
    link: str | None = None

    @property
    def is_told(self) -> bool:
        return bool(self.webhook_url.get_secret_value())


async def ask(odoo: OdooAdapter) -> Configuration:
    """The configuration as Odoo has it now; raises what the adapter raises."""
    answer = await odoo.execute("ipai.quality.rule", "configuration")
    return Configuration.model_validate(answer)


async def current(pool: Pool, odoo: OdooAdapter) -> tuple[Configuration, bool]:
    """The configuration and whether it is fresh: without an answer of Odoo the rules read last
    hold, so that a measurement never waits for Odoo."""
    try:
        found = await ask(odoo)
    except SidecarError as error:
        logger.warning("Odoo's quality rules could not be read", reason=error.detail)
        async with transaction(pool) as connection:
            kept = await store.rules(connection)
        return Configuration(rules=[Rule.model_validate(rule) for rule in kept]), False
    async with transaction(pool) as connection:
        await store.keep_rules(connection, [rule.model_dump(mode="json") for rule in found.rules])
    return found, True
