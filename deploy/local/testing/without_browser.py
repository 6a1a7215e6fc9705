"""A pytest plugin: leave out the tests Odoo's own runner already did in a browser."""

import inspect
from typing import Any

BROWSER_CALLS = ("start_tour", "browser_js")


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    """Deselect the classes that drive a browser; plain HTTP tests stay."""
    driven: dict[type, bool] = {}
    for item in items:
        if item.cls is not None and item.cls not in driven:
            driven[item.cls] = _drives_browser(item.cls)
    left_out = [item for item in items if driven.get(item.cls)]
    items[:] = [item for item in items if not driven.get(item.cls)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)


def _drives_browser(case: type) -> bool:
    """Look into the class and its bases, Odoo's own ones left out."""
    ours = [base for base in case.__mro__ if base.__module__.startswith("odoo.addons.ipai_")]
    return any(call in inspect.getsource(base) for base in ours for call in BROWSER_CALLS)
