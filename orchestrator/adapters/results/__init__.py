"""The results of a batch as a file: JSON Lines, CSV or Parquet, whole or not at all; and as lines while they come."""

from orchestrator.adapters.results.files import ResultsFile, partial_of, suffix_of
from orchestrator.adapters.results.lines import ResultLines, line_of
from orchestrator.adapters.results.rows import ResultRow

__all__ = ["ResultLines", "ResultRow", "ResultsFile", "line_of", "partial_of", "suffix_of"]
