"""What the gold wants of a string and what was found in it, as values that can be counted.

An `Item` is one thing in a string, a `Wanted` is one that the gold has, a `Reading` holds both sides of a string, and a
`Tally` is what many readings come to. What kind of string it was, they do not know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from planparse.evaluate.score import Ratio

NOTHING = "—"
"""Label in a confusion table of what only one side has."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a string: its name, the values that must agree, and the label it has in the confusion table.

    name: a unit, a time phrase, a number; normalised
    """

    name: str
    values: tuple[object, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item of the gold.

    also: other values that are right too
    optional: finding it and leaving it out are both right
    """

    item: Item
    also: tuple[tuple[object, ...], ...] = ()
    optional: bool = False

    def accepts(self, found: Item) -> bool:
        """Say whether a found item is this one."""
        return found.name == self.item.name and found.values in (self.item.values, *self.also)


@dataclass(frozen=True, slots=True)
class Reading:
    """One string with what the gold wants of it and what was found.

    marks, marks_found: what is said of the whole string: by_duty, open_list, names of collectives
    classes: dimension to class: column to inline, family to year-end
    counts: what else is counted: name to (number, of how many). It does not touch `is_exact`.
    remarks: what else is to be seen among the differences, in words
    """

    id: str
    text: str
    wanted: tuple[Wanted, ...]
    found: tuple[Item, ...]
    marks: Mapping[str, object] = field(default_factory=dict)
    marks_found: Mapping[str, object] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def is_negative(self) -> bool:
        """Tell whether nothing must be found."""
        return not self.wanted

    @property
    def is_exact(self) -> bool:
        """Tell whether all is right: every item, none too many, and the marks."""
        missed, extra = self.unpaired()
        return not missed and not extra and self.marks == self.marks_found

    @property
    def is_different(self) -> bool:
        """Tell whether there is something to see among the differences."""
        return not self.is_exact or bool(self.remarks)

    def unpaired(self) -> tuple[list[Item], list[Item]]:
        """List what was missed and what is too many."""
        _, missed, extra = self._paired()
        return missed, extra

    def _paired(self) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
        left = list(self.found)
        pairs: list[tuple[Item, Item]] = []
        missed = []
        for want in self.wanted:
            hit = next((item for item in left if want.accepts(item)), None)
            if hit is not None:
                left.remove(hit)
                pairs.append((want.item, hit))
            elif not want.optional:
                missed.append(want.item)
        return pairs, missed, left

    def items(self) -> Ratio:
        """Count items whose name and values are right; an optional one that was left out is not counted."""
        missed, extra = self.unpaired()
        right = len(self.found) - len(extra)
        return Ratio(right, len(self.found), right + len(missed))

    def names(self) -> Ratio:
        """Count names, whatever their values."""
        found = Counter(item.name for item in self.found)
        firm = Counter(want.item.name for want in self.wanted if not want.optional)
        spare = Counter(want.item.name for want in self.wanted if want.optional) & (found - firm)
        gold = firm + spare
        return Ratio((gold & found).total(), found.total(), gold.total())

    def confusion(self) -> Counter[tuple[str, str]]:
        """Count (label in the gold, label found); items are paired by their names."""
        pairs, missed, extra = self._paired()
        table: Counter[tuple[str, str]] = Counter()
        for gold, item in pairs:
            # Another value that is right too (an end that the gold accepts) may bring another label; that confuses
            # nothing.
            table[gold.label if gold.values == item.values else item.label, item.label] += 1
        for item in missed:
            same = next((other for other in extra if other.name == item.name), None)
            table[item.label, same.label if same else NOTHING] += 1
            if same:
                extra.remove(same)
        table.update((NOTHING, item.label) for item in extra)
        return table


@dataclass(frozen=True, slots=True)
class Tally:
    """Strings of one class: how many, how many exact; what their items and names come to."""

    strings: int = 0
    exact: int = 0
    items: Ratio = field(default_factory=Ratio)
    names: Ratio = field(default_factory=Ratio)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.strings + other.strings,
            self.exact + other.exact,
            self.items + other.items,
            self.names + other.names,
        )

    @property
    def share(self) -> float:
        """Share of the strings that are exact."""
        return self.exact / self.strings if self.strings else 1.0
