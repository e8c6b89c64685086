"""The report of a run: one HTML page that tells how it went, self-contained, in light and dark.

``to_report`` takes a ``RunReport``, which whoever knows the run has made of the journal; every number on the page is
one that stands in it, inside a ``<data>`` element with its exact value.
"""

from orchestrator.adapters.export.report.page import to_report

__all__ = ["to_report"]
