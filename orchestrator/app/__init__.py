"""The wiring: settings in, an application out. The only place where parts are put together.

``application`` is a project ready to compile and run; ``models`` makes the model that its settings name.
"""

from orchestrator.app.application import App, Definition, build_app, find_checks
from orchestrator.app.sources import Sources

__all__ = ["App", "Definition", "Sources", "build_app", "find_checks"]
