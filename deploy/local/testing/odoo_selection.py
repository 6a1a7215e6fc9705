"""A pytest plugin: leave out what Odoo's own runner did in a browser, or leaves out itself."""

import inspect
from typing import Any

BROWSER_CALLS = ("start_tour", "browser_js")


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    """Deselect the classes that drive a browser and those that run on request only."""
    skipped: dict[type, bool] = {}
    for item in items:
        if item.cls is not None and item.cls not in skipped:
            skipped[item.cls] = _drives_browser(item.cls) or _is_on_request(item.cls)
    left_out = [item for item in items if skipped.get(item.cls)]
    items[:] = [item for item in items if not skipped.get(item.cls)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)


def _drives_browser(case: type) -> bool:
    """Look into the class and its bases, Odoo's own ones left out."""
    ours = [base for base in case.__mro__ if base.__module__.startswith("odoo.addons.ipai_")]
    return any(call in inspect.getsource(base) for base in ours for call in BROWSER_CALLS)


def _is_on_request(case: type) -> bool:
    """Whether the class took off the tag by which Odoo chooses what it runs."""
    return "standard" not in getattr(case, "test_tags", {"standard"})
