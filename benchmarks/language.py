"""Strings a second and unit F1 of the language readers, beside jieba's tags, a gazetteer and spaCy's EntityRuler.

usage: language.py [--gold FOLDER] [--seconds S] [--runs N] [--json FILE]

The strings are the developer gold (`$PLANPARSE_SHARED/gold`, or `shared/gold` beside the repository); without it
nothing is measured, and that is said. Each figure is the median of N runs of at least S seconds over all strings of a
gold, on one core, after one pass to warm up; the readers take turns. What planparse remembers of single strings is
forgotten before every pass, as no plan repeats itself; its tables stay loaded. The gazetteer is made of planparse's own
tables (levels, fields of work, endings, organs, places), never of the gold; the EntityRuler has the same names.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from planparse.evaluate.match import normalise
from planparse.evaluate.score import Ratio
from planparse.evaluate.strings import measure_strings
from planparse.language.deadlines import read_deadlines
from planparse.language.quantities import read_quantities
from planparse.language.references import parse_document_number
from planparse.language.roles import read_responsibility
from planparse.lexicon.load import read_csv

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("planparse", "jieba", "spacy")
KINDS = ("responsibility", "docnumbers", "deadlines", "quantities")
ORGANS = ("局", "委", "厅", "部", "办", "办公室", "委员会", "中心")
"""Endings that fields of work get in the gazetteer; the common ones, so that it stays of the size people use."""

AIMS = {"cells": 10_000, "nlp.pipe": 3_000, "load_nlp": 2.0, "import planparse": 0.15}
"""Strings a second; seconds."""

OF_TABLES = 16
"""A cache of so few entries keeps dictionaries, which are built once, as does one without a bound; not strings."""

Line = dict[str, Any]
Spans = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Reader:
    """Something that reads strings: its name, the kind of gold it is measured on, and what it does with a line."""

    name: str
    kind: str
    read: Callable[[Line], object]


def gazetteer() -> tuple[str, ...]:
    """Put names together from the tables of planparse: level or nothing, field of work, ending; organs; governments."""
    words: dict[str, list[str]] = {}
    for row in read_csv("unit_words"):
        words.setdefault(row["class"], []).append(row["word"])
    levels = ["", *words["level"]]
    names = {f"{level}{stem}{organ}" for level in levels for stem in words["stem"] for organ in ORGANS}
    names |= {f"{level}{organ}" for level in levels for organ in words["party_organ"]}
    names |= {
        f"{level}{organ}" for level in words["level"] for organ in (*words["government"], "政府", "法院", "检察院")
    }
    names |= {f"各{level}{tail}" for level in words["level"] for tail in ("", *words["government"])}
    names |= {f"{row['name']}市{organ}" for row in read_csv("place_names") for organ in words["government"]}
    return tuple(sorted(names | set(words["complete"])))


def longest_match(names: Sequence[str]) -> Spans:
    """Find names from the left, the longest at each place."""
    known = frozenset(names)
    lengths: dict[str, list[int]] = {}
    for name in names:
        lengths.setdefault(name[0], []).append(len(name))
    by_first = {first: sorted(set(sizes), reverse=True) for first, sizes in lengths.items()}

    def find(text: str) -> list[str]:
        found, at = [], 0
        while at < len(text):
            size = next((n for n in by_first.get(text[at], ()) if text[at : at + n] in known), 0)
            if size:
                found.append(text[at : at + size])
            at += size or 1
        return found

    return find


def entity_ruler(names: Sequence[str]) -> tuple[Spans, float]:
    """Give spaCy's EntityRuler over single characters with these names, and the seconds that took."""
    import spacy

    begun = time.perf_counter()
    nlp = spacy.blank("zh")
    ruler: Any = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "UNIT", "pattern": name} for name in names])
    return (lambda text: [entity.text for entity in nlp(text).ents]), time.perf_counter() - begun


def jieba_tags(folder: str) -> Spans:
    """Give the words that jieba itself tags as bodies (nt, nto); its cache file goes into `folder`."""
    import jieba
    import jieba.posseg

    jieba.setLogLevel("ERROR")
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = folder
    tagger = jieba.posseg.POSTokenizer(tokenizer)
    return lambda text: [pair.word for pair in tagger.cut(text) if pair.flag in ("nt", "nto")]


def unit_f1(find: Spans, lines: Sequence[Line]) -> Ratio:
    """Compare the units found in every string with the gold's."""
    whole = Ratio()
    for line in lines:
        gold = Counter({normalise(each["unit"]) for each in line["assignments"]})
        found = Counter({normalise(name) for name in find(line["text"])})
        whole += Ratio((gold & found).total(), found.total(), gold.total())
    return whole


def forget() -> None:
    """Empty the caches of strings of planparse's language readers; those of whole tables and dictionaries stay."""
    for name, module in list(sys.modules.items()):
        if name.startswith("planparse.language"):
            for value in vars(module).values():
                if hasattr(value, "cache_parameters") and (value.cache_parameters()["maxsize"] or 0) > OF_TABLES:
                    value.cache_clear()


def passes(read: Callable[[], int], seconds: float) -> float:
    """Give strings a second of whole passes over a gold, until `seconds` of them are over."""
    count, taken = 0, 0.0
    while taken < seconds:
        forget()
        begun = time.perf_counter()
        count += read()
        taken += time.perf_counter() - begun
    return count / taken


def per_second(readers: Sequence[Reader], lines: dict[str, list[Line]], runs: int, seconds: float) -> dict[str, float]:
    """Give the median strings a second of each reader; they take turns."""
    rates: dict[str, list[float]] = {reader.name: [] for reader in readers}

    def once(reader: Reader) -> int:
        for line in lines[reader.kind]:
            reader.read(line)
        return len(lines[reader.kind])

    for reader in readers:
        once(reader)
    for _ in range(runs):
        for reader in readers:
            rates[reader.name].append(passes(partial(once, reader), seconds))
    return {name: statistics.median(of_reader) for name, of_reader in rates.items()}


def pipeline(lines: Sequence[Line], runs: int, seconds: float) -> dict[str, float]:
    """Load the saved spaCy pipeline: seconds in a fresh interpreter, and strings a second of `nlp.pipe` here."""
    from planparse.language.pipeline import load_nlp

    loaded = seconds_of("import planparse; planparse.load_nlp()('推进政务公开，由市审计局牵头')", runs)
    nlp = load_nlp()
    texts = [line["text"] for line in lines]
    list(nlp.pipe(texts))
    rates = [passes(lambda: sum(1 for _ in nlp.pipe(texts)), seconds) for _ in range(runs)]
    return {"load_nlp": loaded, "nlp.pipe": statistics.median(rates)}


def seconds_of(code: str, runs: int) -> float:
    """Give the median seconds of some code in a fresh interpreter, without the interpreter's own start."""
    timed = f"import time; t = time.perf_counter(); {code}; print(time.perf_counter() - t)"
    command = [sys.executable, "-c", timed]
    taken = [float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(runs + 1)]
    return statistics.median(taken[1:])  # the first may compile


def versions() -> str:
    """Name Python and the packages with their versions."""
    found = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def gold_folder() -> Path:
    """Give the folder of the developer gold, which is no part of the repository."""
    named = os.environ.get("PLANPARSE_SHARED")
    return (Path(named) if named else ROOT.parent / "shared") / "gold"


def against(name: str, value: float) -> str:
    """Say whether an aim was reached; smaller is better for seconds."""
    aim = AIMS[name]
    reached = value >= aim if aim >= 100 else value <= aim
    return f"aim {'>=' if aim >= 100 else '<='} {aim:g}  {'reached' if reached else 'MISSED'}"


def main() -> None:
    """Measure and print; write all figures to a file if one is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=gold_folder(), metavar="FOLDER")
    parser.add_argument("--seconds", type=float, default=0.5, help="of one run of one reader, at least")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    print(f"\n{versions()}\n{platform.system()} {platform.machine()}, load {os.getloadavg()[0]:.1f}")
    paths = {kind: options.gold / f"{kind}_dev.jsonl" for kind in KINDS}
    if not all(path.is_file() for path in paths.values()):
        print("language: the developer gold is not here, so nothing is measured; set PLANPARSE_SHARED to its folder")
        return
    lines = {kind: [json.loads(each) for each in path.read_text("utf-8").splitlines()] for kind, path in paths.items()}
    lines["cells"] = [line for line in lines["responsibility"] if line["column"] != "正文"]
    names = gazetteer()
    match = longest_match(names)
    ruler, built = entity_ruler(names)
    with tempfile.TemporaryDirectory() as folder:
        others: dict[str, Spans] = {
            "jieba's own nt and nto": jieba_tags(folder),
            f"gazetteer of {len(names):,} names": match,
            f"spaCy EntityRuler, the same names (built in {built:.1f} s)": ruler,
        }
        readers = [
            Reader(
                "planparse read_responsibility", "responsibility", lambda x: read_responsibility(x["text"], x["column"])
            ),
            Reader("cells", "cells", lambda x: read_responsibility(x["text"], x["column"])),
            Reader("planparse parse_document_number", "docnumbers", lambda x: parse_document_number(x["text"])),
            Reader(
                "planparse read_deadlines",
                "deadlines",
                lambda x: read_deadlines(x["text"], date=date.fromisoformat(x["plan_date"])),
            ),
            Reader("planparse read_quantities", "quantities", lambda x: read_quantities(x["text"])),
            *(Reader(name, "responsibility", partial(call, find)) for name, find in others.items()),
        ]
        rates = per_second(readers, lines, options.runs, options.seconds)
    scores = {kind: measure_strings(path) for kind, path in paths.items()}
    units = {name: unit_f1(find, lines["responsibility"]) for name, find in others.items()}
    units = {"planparse read_responsibility": scores["responsibility"].total.names, **units}
    print(f"medians of {options.runs} runs of {options.seconds:g} s, one core, readers in turn; developer gold\n")
    print(f"  {'units in strings of responsibility':62} {'P':>6} {'R':>6} {'unit F1':>8} {'strings/s':>10}")
    for name, ratio in units.items():
        print(f"  {name:62} {ratio.precision:6.3f} {ratio.recall:6.3f} {ratio.f1:8.3f} {rates[name]:10,.0f}")
    print(f"\n  {'planparse':62} {'strings':>6} {'exact':>6} {'item F1':>8} {'strings/s':>10}")
    for reader in readers[:1] + readers[2:5]:
        total = scores[reader.kind].total
        row = f"{total.strings:6} {total.share:6.3f} {total.items.f1:8.3f} {rates[reader.name]:10,.0f}"
        print(f"  {reader.name:62} {row}")
    figures = pipeline(lines["responsibility"], options.runs, options.seconds)
    figures |= {"cells": rates["cells"], "import planparse": seconds_of("import planparse", options.runs)}
    print()
    for name, words in {
        "cells": "cells, brackets and label lines a second, by the grammar",
        "nlp.pipe": "strings a second by nlp.pipe",
        "load_nlp": "seconds to import, load the pipeline and read one string",
        "import planparse": "seconds to import planparse",
    }.items():
        print(f"  {words:62} {figures[name]:10,.{0 if AIMS[name] >= 100 else 3}f}  {against(name, figures[name])}")
    if options.json:
        f1 = {name: ratio.f1 for name, ratio in units.items()}
        exact = {kind: score.total.share for kind, score in scores.items()}
        body = {"versions": versions(), "unit_f1": f1, "exact": exact, "strings_per_second": rates, "figures": figures}
        options.json.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")


def call(find: Spans, line: Line) -> object:
    """Read the text of a line."""
    return find(line["text"])


if __name__ == "__main__":
    main()
