"""A dataset, or plans in memory, in; a DuckDB connection out that answers questions and can do nothing else.

The Parquet files are views, so nothing is loaded before it is asked for. The connection is locked: it reads the files
of this dataset and no other, writes none, loads no extension, sees no variable of the caller, and its settings cannot
be changed. One statement is run at a time, and only one that selects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from planparse.dataset.read import Dataset
from planparse.dataset.rows import NamedPlan, rows_of
from planparse.dataset.schema import TABLES, Record, arrow_table
from planparse.dataset.views import EDGES, MACROS, SURE, UNITS_OF_EDGES
from planparse.errors import UsageError
from planparse.model.plan import Plan

if TYPE_CHECKING:  # heavy libraries, not rooms of ours
    import duckdb
    import pandas as pd
    import pyarrow as pa

SETTINGS = {"python_enable_replacements": "false", "autoinstall_known_extensions": "false", "temp_directory": ""}
"""No variable of the caller is taken for a table; nothing is fetched; nothing goes to disk when memory is short."""

LOCK = ("set enable_external_access = false", "set lock_configuration = true")

COUNTED = ("assignments", "units")
"""Tables that are seen through a floor of confidence; whole, they are `all_assignments` and `all_units` then."""

PLAIN = "hive_partitioning = false"
"""A folder named `year=2017` above the dataset is no column of it."""

BATCH = 10_000
"""Rows that are turned into Python values at a time."""


class Store:
    """The tables of a dataset, or of plans in memory, to ask in SQL.

    min_confidence: assignments below it, from 0 to 1, are not there, and units are counted without them
    where: the folder, for messages; empty for plans in memory
    Raises UsageError if min_confidence is out of range, or a table cannot be read.
    """

    def __init__(self, source: Dataset | Iterable[Plan], min_confidence: float = 0.0) -> None:
        import duckdb

        self.min_confidence = checked_confidence(min_confidence)
        self.where = str(source.path) if isinstance(source, Dataset) else ""
        self._connection = duckdb.connect(":memory:", config=dict(SETTINGS))
        self._files = {name: source.files(name) for name in TABLES} if isinstance(source, Dataset) else {}
        for name, table in (self._read() if isinstance(source, Dataset) else _arrow_of(source)).items():
            self._see(f"all_{name}" if self.min_confidence and name in COUNTED else name, table)
        if self.min_confidence:
            self._run(f"create view assignments as {SURE.format(floor=self.min_confidence)}")
            self._run(f"create view units as {UNITS_OF_EDGES}")
        self._run(f"create view edges as {EDGES}")
        for macro in MACROS:
            self._run(macro.statement)
        for statement in LOCK:
            self._run(statement)

    def records(self, query: str, parameters: Sequence[Any] = ()) -> Iterator[Record]:
        """Ask, and give the rows one after the other, as dicts."""
        columns, rows = self.rows(query, parameters)
        return (dict(zip(columns, row, strict=True)) for row in rows)

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """Ask, and give the names of the columns, and the rows one after the other."""
        self._check(query)
        result = self._run(query, parameters)
        return [each[0] for each in result.description], _fetched(result)

    def frame(self, query: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        """Ask, and give the rows as a pandas frame; `attrs` says from which confidence on, and how many are left out.

        Lists are arrays, dates are `datetime.date`, whole numbers with gaps are `Int64`.
        """
        self._check(query)
        import duckdb

        try:
            table = self._connection.sql(query, params=list(parameters)).to_arrow_table()
        except duckdb.Error as problem:
            raise self._explained(problem) from problem
        frame: pd.DataFrame = _frame_of(table)
        frame.attrs |= {"min_confidence": self.min_confidence, "edges_left_out": self.edges_left_out}
        return frame

    def rows_of(self, name: str, plan_ids: Iterable[str]) -> Iterator[Record]:
        """Give the rows of some plans in a table of a dataset, in stored order; of units, those that the plans name."""
        key, chosen, files = "plan_id", "select unnest(?::varchar[])", self._files[name]
        if name == "units":
            key, chosen = "unit_id", f"select unit_id from assignments where plan_id in ({chosen})"
        columns = ", ".join(f'"{column}"' for column in TABLES[name])
        yield from self.records(
            f"""
            select {columns} from read_parquet({_listed(files)}, {PLAIN}, file_row_number = true, filename = true)
            where {key} in ({chosen}) order by list_position({_listed(files)}, filename), file_row_number
            """,
            [sorted(plan_ids)],
        )

    @cached_property
    def edges(self) -> int:
        """How many assignments there are, sure or not."""
        table = "all_assignments" if self.min_confidence else "assignments"
        return int(next(self.records(f"select count(*) as n from {table}"))["n"])

    @cached_property
    def edges_left_out(self) -> int:
        """How many assignments are below `min_confidence`."""
        if not self.min_confidence:
            return 0
        return self.edges - int(next(self.records("select count(*) as n from assignments"))["n"])

    def _check(self, query: str) -> None:
        """Raise UsageError unless the query is one statement that selects."""
        import duckdb

        try:
            statements = self._connection.extract_statements(query)
        except duckdb.Error as problem:
            raise self._explained(problem) from problem
        kinds = [each.type for each in statements]
        if kinds != [duckdb.StatementType.SELECT]:
            found = "no statement" if not kinds else " and ".join(dict.fromkeys(kind.name for kind in kinds))
            raise UsageError(
                f"the query must be one SELECT, but it is {found if len(kinds) < 2 else f'{len(kinds)} statements'}",
                where=self.where,
                advice="select … from tasks, or one of the macros: " + ", ".join(each.name for each in MACROS),
            )

    def _run(self, statement: str, parameters: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        import duckdb

        try:
            return self._connection.cursor().execute(statement, list(parameters) or None)
        except duckdb.Error as problem:
            raise self._explained(problem) from problem

    def _explained(self, problem: Exception) -> UsageError:
        """Give DuckDB's message as one line: what is wrong, and where in the query, without the drawing below it."""
        lines = str(problem).strip().splitlines() or [type(problem).__name__]
        told = [line.strip() for line in lines if line.strip() and not set(line.strip()) <= {"^"}]
        return UsageError("; ".join(told), where=self.where)

    def _read(self) -> dict[str, str]:
        """Give the query that reads each table's files; the connection may read these and no other."""
        self._run(f"set allowed_paths = {_listed(path for files in self._files.values() for path in files)}")
        return {name: f"select * from read_parquet({_listed(files)}, {PLAIN})" for name, files in self._files.items()}

    def _see(self, name: str, table: str | pa.Table) -> None:
        if isinstance(table, str):
            self._run(f'create view "{name}" as {table}')
        else:
            self._connection.register("given", table)
            self._connection.execute(f'create table "{name}" as from given')
            self._connection.unregister("given")


def _fetched(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := result.fetchmany(BATCH):
        yield from rows


def checked_confidence(min_confidence: float) -> float:
    """Give the floor of confidence as it is; raises UsageError if it is not from 0 to 1."""
    if not 0.0 <= min_confidence <= 1.0:
        raise UsageError(f"min_confidence is {min_confidence}, but confidence goes from 0 to 1")
    return float(min_confidence)


def _listed(texts: Iterable[str]) -> str:
    """Write a list of texts in SQL."""
    return "[" + ", ".join("'" + text.replace("'", "''") + "'" for text in texts) + "]"


def _arrow_of(plans: Iterable[Plan]) -> dict[str, pa.Table]:
    """Put plans in memory into the tables; the same content under a second name has its row in `plans`."""
    first: dict[str, str] = {}
    named = []
    for plan in plans:
        same_as = first.get(plan.plan_id)
        first.setdefault(plan.plan_id, plan.source.name)
        named.append(NamedPlan(plan.source.name, plan, same_as))
    rows = rows_of(named)
    return {name: arrow_table(name, rows[name]) for name in TABLES}


def _frame_of(table: pa.Table) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa

    frame: pd.DataFrame = table.to_pandas()
    for name, column in zip(table.column_names, table.columns, strict=True):
        if column.null_count and pa.types.is_integer(column.type):
            # As float, which pandas takes by itself, the year would be 2017.0.
            frame[name] = pd.array(column.to_pylist(), dtype="Int64")
    return frame
