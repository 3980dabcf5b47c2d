"""The attributes of many nodes or edges in, one column each out: a name that is free in the file, and one type."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from planparse.outputs.clean import NOT_XML, legal_text

Kind = Literal["bool", "long", "double", "string"]

KINDS: dict[type, Kind] = {str: "string", bool: "bool", int: "long", float: "double"}

WIDTH = ("bool", "long", "double")
"""Kinds of numbers, each of which holds the ones before it; yes is 1."""

TEXT_NAMES = frozenset(("label", "name", "labels", "role", "kind"))
"""Attributes that other programs show or count as they are; always text."""


@dataclass(slots=True)
class Columns:
    """Names and types of the attributes met so far, in the order in which they were met.

    taken: names that mean something else in the file; an attribute of that name gets an underscore
    fold: two names are the same name if this gives the same for both
    illegal: the characters that the file cannot hold, which `learn` counts
    names: the attribute as the graph has it, to its name in the file
    kinds: the attribute as the graph has it, to its type
    """

    taken: Collection[str] = ()
    texts: Collection[str] = TEXT_NAMES
    fold: Callable[[str], str] = str
    illegal: re.Pattern[str] = NOT_XML
    names: dict[Any, str] = field(default_factory=dict)
    kinds: dict[Any, Kind] = field(default_factory=dict)
    replaced: int = 0
    _used: set[str] = field(default_factory=set)

    def learn(self, fields: Mapping[Any, Any]) -> None:
        """Widen the types so that they hold these values too, and count what cannot be written."""
        kinds = self.kinds
        for original, value in fields.items():
            kind = KINDS[type(value)]
            known = kinds.get(original)
            if known is not kind and known != "string":
                kinds[original] = self._widened(original, known, kind)
            # Printable text is quickly told, and no illegal character is printable.
            if kind == "string" and not value.isprintable():
                self.replaced += len(self.illegal.findall(value))

    def name_of(self, original: Any) -> str:
        """Give the name of an attribute in the file."""
        name = self.names.get(original)
        if name is None:
            name = legal_text(str(original))
            while name == "" or self.fold(name) in self._used or self.fold(name) in self.taken:
                name += "_"
            self.names[original] = name
            self._used.add(self.fold(name))
        return name

    def _widened(self, original: Any, known: Kind | None, kind: Kind) -> Kind:
        if self.name_of(original) in self.texts:
            return "string"
        if known is None or known == kind:
            return kind
        if known in WIDTH and kind in WIDTH:
            return max(known, kind, key=WIDTH.index)
        return "string"


def as_kind(value: Any, kind: Kind) -> Any:
    """Give a value in the type of its column.

    >>> as_kind(True, "long"), as_kind(1, "double"), as_kind(0.5, "string"), as_kind(float("inf"), "string")
    (1, 1.0, '0.5', 'Infinity')
    """
    if kind == "string":
        return value if isinstance(value, str) else as_text(value)
    if kind == "double":
        return float(value)
    return int(value) if kind == "long" else value


def as_text(value: bool | int | float) -> str:
    """Write a number so that every reader knows it; yes and no are 1 and 0.

    `Infinity` is the one spelling that Java, JavaScript, C and Python all read.
    """
    if isinstance(value, float):
        return repr(value).replace("inf", "Infinity")
    return str(int(value))
