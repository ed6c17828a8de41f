"""Policy-as-code compliance scanner: repositories against dated platform standards.

The public API:

- `platguard.scan.scan(Request(...))` judges a repository and gives a `Scan` with its `Report`;
- `load_standards(sources)` reads and checks standards and gives a `Policy`;
- `Report` is the finished report, which `platguard.reporters.write` writes.

The names of this package are imported when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from platguard.load import load_standards
    from platguard.model.report import Report
    from platguard.request import Request

__version__ = "0.1.0"

__all__ = ["Report", "Request", "__version__", "load_standards"]

_HOMES = {
    "Report": "platguard.model.report",
    "Request": "platguard.request",
    "load_standards": "platguard.load",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
