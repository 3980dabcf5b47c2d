"""Which plans and tasks are asked about: of a year, a place, a unit.

In goes anything that holds plans: a dataset or its folder, one plan or its JSON file, plans in memory. Out comes what
of it is asked for: whole plans, and which of their tasks are meant, in the order of the source.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from planparse.dataset.names import keys_of, region_codes_of
from planparse.dataset.read import Dataset, plans_from, read_dataset
from planparse.dataset.store import Store
from planparse.errors import UsageError
from planparse.model.codec import plan_from_json
from planparse.model.plan import Plan

Source = Dataset | Plan | Iterable[Plan] | str | os.PathLike[str]
"""What can be asked: a dataset or its folder, a plan or its JSON file, several plans."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on rows in SQL, with the values of its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()

    def __and__(self, other: Condition) -> Condition:
        return Condition(f"{self.sql} and {other.sql}", self.parameters + other.parameters)


EVERY = Condition("true")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Some of the plans of a source.

    tasks: ids of the tasks that are meant, by plan; None where all are
    store: of the dataset they are from; None for plans in memory
    """

    plans: tuple[Plan, ...]
    tasks: dict[str, frozenset[str]] | None = None
    store: Store | None = None

    def parts(self) -> Iterator[Plan]:
        """Give the plans with those tasks alone that are meant."""
        for plan in self.plans:
            only = None if self.tasks is None else self.tasks[plan.plan_id]
            yield plan if only is None else replace(plan, tasks=tuple(task for task in plan.tasks if task.id in only))


def opened(source: Source) -> Dataset | tuple[Plan, ...]:
    """Open a source; raises UsageError if it holds no plans."""
    if isinstance(source, Dataset):
        return source
    if isinstance(source, Plan):
        return (source,)
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        return read_dataset(path) if path.is_dir() else (_read_plan(path),)
    plans = tuple(source)
    if strange := next((each for each in plans if not isinstance(each, Plan)), None):
        raise UsageError(f"{type(strange).__name__} is no plan", advice="planparse.parse(file), or a dataset's folder")
    return plans


def plans_of(year: int | None = None, codes: Sequence[str] | None = None) -> Condition:
    """Give the condition on rows of `plans` or `edges`: of this year, of these places."""
    found = EVERY
    if year is not None:
        found &= Condition("year = ?", (year,))
    if codes is not None:
        found &= Condition("region_code in (select unnest(?::varchar[]))", (list(codes),))
    return found


def units_of(keys: Sequence[str]) -> Condition:
    """Give the condition on rows of `edges`: of these units."""
    return Condition("unit_key in (select unnest(?::varchar[]))", (list(keys),))


def choose(
    source: Dataset | tuple[Plan, ...], *, year: int | None = None, region: str | None = None, unit: str | None = None
) -> Chosen:
    """Give the plans of a year and a place; with a unit, those tasks in which it has a role.

    Raises UsageError if no plan is of the place, or nobody has the name of the unit.
    """
    if not isinstance(source, Dataset) and year is None and region is None and unit is None:
        return Chosen(source)
    store = Store(source)
    stored = store if isinstance(source, Dataset) else None
    wanted = plans_of(year, region_codes_of(store, region) if region is not None else None)
    tasks: dict[str, frozenset[str]] | None = None
    if unit is not None:
        tasks = _tasks_of(store, wanted & units_of(keys_of(store, unit)))
        ids = set(tasks)
    else:
        query = f"select plan_id from plans where same_as is null and {wanted.sql}"
        ids = {row["plan_id"] for row in store.records(query, wanted.parameters)}
    if not isinstance(source, Dataset):
        plans = tuple(plan for plan in source if plan.plan_id in ids)
    elif wanted == EVERY and unit is None:
        plans = tuple(source.plans())
    else:
        plans = tuple(plans_from(lambda name: store.rows_of(name, ids)))
    return Chosen(plans, tasks, stored)


def _tasks_of(store: Store, wanted: Condition) -> dict[str, frozenset[str]]:
    rows = store.records(
        f"select plan_id, list(distinct task_id) as tasks from edges where {wanted.sql} group by plan_id",
        wanted.parameters,
    )
    return {row["plan_id"]: frozenset(row["tasks"]) for row in rows}


def _read_plan(path: Path) -> Plan:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as problem:
        raise UsageError("no such file or folder", where=str(path)) from problem
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(
            "cannot be read as a dataset or the JSON of a plan",
            where=str(path),
            advice="planparse parse PLAN.pdf --json > plan.json",
        ) from problem
    return plan_from_json(text, str(path))
