"""`planparse units`: the units of a dataset, to list, to search, to take away, and those still to be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from planparse.cli.console import emit_table, printable, say
from planparse.cli.options import debug_option, min_confidence_option, units_option
from planparse.cli.results import check_form, deliver, form_options
from planparse.dataset import UNIT_FIELDS, Dataset, read_dataset
from planparse.dataset.store import Store
from planparse.errors import UsageError
from planparse.model.plan import PLACE_COLUMNS, Metadata, Region, Role
from planparse.model.unit import RULE, Resolution, Unit
from planparse.units.document import resolve_all, resolver_of
from planparse.units.names import squeezed
from planparse.units.registry import Registry, load_registry

KNOWN_COLUMNS = (
    "unit_id", *UNIT_FIELDS, "names", "n_plans", "n_tasks", *(f"n_{role}" for role in Role), "first_year", "last_year",
)  # fmt: skip

OPEN_COLUMNS = (
    "status", "mention", "region_code", "issuer", "date", "candidates", "reasons", "n_assignments", "n_plans", "plan",
    "task_id", *PLACE_COLUMNS, "text",
)  # fmt: skip

OPEN = "open"
"""Status of a mention without an identity; `rule` is one whose identity follows from the mention alone."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the documents of one issuer and date, and where it stands first."""

    unit: str
    issuer: str
    date: str
    region_code: str


@click.command("units")
@click.argument("source", metavar="DATASET", type=click.Path(path_type=Path))
@click.argument("search", required=False)
@click.option("--unresolved", is_flag=True, help="List what has no identity yet, or one by rule alone.")
@form_options
@units_option
@min_confidence_option
@debug_option
def command(
    source: Path,
    search: str | None,
    unresolved: bool,
    as_json: bool,
    as_csv: bool,
    output: Path | None,
    units: Path | None,
    min_confidence: float | None,
) -> int:
    """List the units of a dataset, and those still to be told.

    The list says who they are, and how often they lead, cooperate or answer for a task. SEARCH leaves those that have
    it in their name, their id, or a name as printed.

    --unresolved is the to-do list: names without an identity, with the candidates that are left and why, and names
    whose identity follows by rule because no table has them; each with the place where it stands first. A table of
    your own settles them: give it with --units here to see what is left, and to `parse` and `batch`.
    """
    check_form(as_json, as_csv, output)
    dataset = read_dataset(source)
    columns: Sequence[str] = OPEN_COLUMNS if unresolved else KNOWN_COLUMNS
    if unresolved:
        rows = list(_open_rows(dataset, load_registry(units), min_confidence or 0.0))
    elif units is not None:
        raise UsageError("--units goes with --unresolved", advice="make the dataset again: planparse batch --units")
    else:
        rows = list(Store(dataset, min_confidence or 0.0).records("select * from units order by unit_id"))
    rows = [row for row in rows if search is None or _has(row, squeezed(search))]
    if as_json or as_csv or output is not None:
        table = [[row[name] for name in columns] for row in rows]
        deliver(columns, table, as_json=as_json, as_csv=as_csv, output=output)
    elif unresolved:
        _show_open(rows)
    else:
        _show_known(rows)
    if min_confidence is not None:
        store = Store(dataset, min_confidence)
        say(f"{source}: left out {store.edges_left_out} of {store.edges} edges, less sure than {min_confidence}")
    return 0


def _open_rows(dataset: Dataset, registry: Registry, floor: float) -> Iterator[dict[str, Any]]:
    """Resolve the mentions of each document again, and give those that stay open or hang on a rule, the most first."""
    plans = {row["plan_id"]: row for row in dataset.table("plans").to_pylist() if row["same_as"] is None}
    by_plan: dict[str, list[dict[str, Any]]] = {}
    for row in dataset.table("assignments").to_pylist():
        if row["confidence"] >= floor:
            by_plan.setdefault(row["plan_id"], []).append(row)
    found: dict[Mention, list[dict[str, Any]]] = {}
    resolutions: dict[Mention, Resolution] = {}
    for plan_id, rows in by_plan.items():
        plan = plans[plan_id]
        metadata = _metadata_of(plan)
        region = Region(plan["region_code"], plan["region_name"]) if plan["region_code"] else None
        resolver = resolver_of(metadata, region, plan["year"], registry)
        resolved = resolve_all((row["unit"] for row in rows), resolver, metadata.addressees)
        for row in rows:
            resolution = resolved[row["unit"]]
            if resolution.unit is not None and not _hangs_on_rule(resolution.unit):
                continue
            mention = Mention(row["unit"], plan["issuer"] or "", resolver.date or "", plan["region_code"] or "")
            resolutions[mention] = resolution
            found.setdefault(mention, []).append(row | {"plan": plan["name"]})
    for mention, rows in sorted(found.items(), key=_most_first):
        yield _open_row(mention, resolutions[mention], rows)


def _hangs_on_rule(unit: Unit) -> bool:
    """Say whether a unit should be looked at: a name that no table has. Classes and sections never stand in one."""
    return unit.source == RULE and unit.kind not in ("collective", "internal_section")


def _most_first(item: tuple[Mention, Sequence[Any]]) -> tuple[int, str, str, str]:
    mention, rows = item
    return -len(rows), mention.unit, mention.issuer, mention.date


def _metadata_of(plan: Mapping[str, Any]) -> Metadata:
    return Metadata(
        title=plan["title"],
        issuer=plan["issuer"],
        issuers=tuple(plan["issuers"]),
        signed_date=plan["signed_date"],
        published_date=plan["published_date"],
        addressees=tuple(plan["addressees"]),
    )


def _open_row(mention: Mention, found: Resolution, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    first = rows[0]
    return {
        "status": OPEN if found.unit is None else RULE,
        "mention": mention.unit,
        "region_code": mention.region_code,
        "issuer": mention.issuer,
        "date": mention.date,
        "candidates": [each.unit.full_name for each in found.candidates],
        "reasons": list(found.reasons),
        "n_assignments": len(rows),
        "n_plans": len({row["plan_id"] for row in rows}),
        **{name: first[name] for name in ("plan", "task_id", *PLACE_COLUMNS, "text")},
    }


def _has(row: Mapping[str, Any], search: str) -> bool:
    texts = [row.get("full_name"), row.get("unit_id"), row.get("mention"), row.get("issuer")]
    texts += [*(row.get("names") or ()), *(row.get("candidates") or ())]
    return any(search in squeezed(text) for text in texts if text)


def _show_known(rows: Sequence[Mapping[str, Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD)
    for header in ("unit_id", "full name", "level", "kind", "certainty"):
        table.add_column(header, overflow="fold")
    for header in ("lead", "joint", "resp.", "coop.", "other", "plans"):
        table.add_column(header, justify="right", no_wrap=True)
    table.add_column("years", no_wrap=True)
    for row in rows:
        others = sum(row[f"n_{role}"] for role in (Role.PARTICIPATE, Role.GUIDE, Role.SUPERVISE))
        counts = [row[f"n_{role}"] for role in (Role.LEAD, Role.JOINT_LEAD, Role.RESPONSIBLE, Role.COOPERATE)]
        years = "–".join(dict.fromkeys(str(row[name]) for name in ("first_year", "last_year") if row[name]))
        texts = [row[name] or "" for name in ("unit_id", "full_name", "level", "kind", "certainty")]
        table.add_row(
            *(Text(printable(text)) for text in texts),
            *(str(count or "") for count in (*counts, others, row["n_plans"])),
            years,
        )
    emit_table(table)


def _show_open(rows: Sequence[Mapping[str, Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD)
    for header in ("status", "mention", "issuer", "date", "why, and what is left"):
        table.add_column(header, overflow="fold")
    table.add_column("edges", justify="right", no_wrap=True)
    table.add_column("first in", overflow="fold")
    for row in rows:
        place = f"page {row['page']}" if row["page"] else f"paragraph {row['paragraph']}" if row["paragraph"] else ""
        first = ", ".join(filter(None, (row["plan"], row["task_id"], place)))
        texts = (row["status"], row["mention"], row["issuer"], row["date"], "; ".join(row["reasons"]))
        table.add_row(*(Text(printable(text)) for text in texts), str(row["n_assignments"]), Text(printable(first)))
    emit_table(table)
