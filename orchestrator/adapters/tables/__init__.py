"""Tables: CSV and TSV with a line that names the columns, JSON Lines, JSON, Parquet.

``parse_table`` reads one that is an input, whole; ``open_table`` streams one whose rows are the items of a batch. Only
the form is looked at here. What a column must hold, and whether it is there, the workflow says.
"""

from orchestrator.adapters.tables.parsing import SUFFIXES, parse_table
from orchestrator.adapters.tables.rows import TableRow
from orchestrator.adapters.tables.streaming import Table, open_table

__all__ = ["SUFFIXES", "Table", "TableRow", "open_table", "parse_table"]
