"""planparse as spaCy components (流水线), for people who build their own pipelines on it.

In goes a string, out comes a spaCy Doc whose tokens are those of `segment` and whose components call the plain
functions that `parse()` calls, so both say the same of the same words. Nothing here reads language; it carries
values from the readers to `doc.spans` and `doc._`.

    nlp = planparse.load_nlp()
    for doc, about in nlp.pipe([("市财政局牵头", {"column": "责任单位"})], as_tuples=True): ...

What a string cannot say of itself, the header it stands under and the date and year of its plan, comes in the
context of `as_tuples`, or on `doc._.column`, `doc._.date` and `doc._.year` of a Doc that `nlp.make_doc` made.

| component | reads | gives |
| --- | --- | --- |
| tokenizer `planparse.ZhTokenizer.v1` | `segment.tokenise` | units, dates, 文号, quantities one token each |
| `planparse_units` | `segment.find_units` | `doc.spans["units"]`, each one token |
| `planparse_roles` | `roles.read_responsibility` | `doc._.assignments` |
| `planparse_times` | `deadlines.read_deadlines` | `doc._.deadlines`, `doc.spans["deadlines"]` |
| `planparse_targets` | `quantities.read_quantities` | `doc._.quantities`, `doc.spans["quantities"]` |
| `planparse_references` | `references` | `doc._.references`, `doc.spans["references"]` |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

from planparse.language.models import model_path
from planparse.language.references import Cited, find_cited, find_document_numbers
from planparse.language.segment import (
    Segmenter,
    domain_words,
    find_units,
    read_roles,
    read_targets,
    read_times,
    segmenter_named,
    tokenise,
)
from planparse.model.codec import decode as value_from_plain
from planparse.model.codec import encode as value_to_plain
from planparse.model.evidence import Evidence
from planparse.model.plan import Assignment, Deadline, DocumentNumber, Quantity

MODEL = "zh_planparse"
VERSION = "1.0.0"
"""Of the saved pipeline; a component more or less, or another list of words, makes a new one."""

COMPONENTS = ("planparse_units", "planparse_roles", "planparse_times", "planparse_targets", "planparse_references")
_TEXTS: WeakKeyDictionary[Doc, str] = WeakKeyDictionary()

VALUES = ("assignments", "deadlines", "quantities", "references")
ABOUT = ("column", "date", "year")


def load_nlp() -> Language:
    """Load the saved pipeline that ships with planparse, as `spacy.load` would from its folder.

    Raises PlanparseError where the folder is missing.
    """
    return spacy.load(model_path(f"{MODEL}/config.cfg").parent)


def build_nlp(segmenter: str = "jieba") -> Language:
    """Put the pipeline together from the tables of this version.

    `build_nlp().to_disk("models/zh_planparse")` renews the saved one; a test says when that is due.

    segmenter: `jieba`, or `rjieba` where the extra `[fast]` is installed
    """
    tokenizer = {"@tokenizers": "planparse.ZhTokenizer.v1", "segmenter": segmenter}
    meta = {
        "name": MODEL,
        "version": VERSION,
        "spacy_version": ">=3.8.0,<4.0.0",
        "spacy_git_version": "",
        "description": "Units, roles, time limits, quantities and cited documents of Chinese government work plans",
        "license": "MIT",
    }
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": tokenizer}}, meta=meta)
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


class ZhTokenizer(DummyTokenizer):
    """Cut a string as `segment` does; white space comes back from `doc.text` as it was.

    A token with white space inside (市 发 改 委) keeps it in `text`, and is 市发改委 in `norm_`. The list of added
    words is saved with the pipeline, so that it cuts the same with a later planparse.
    """

    def __init__(self, vocab: Vocab, segmenter: str = "jieba", words: Iterable[str] | None = None) -> None:
        self.vocab = vocab
        self.segmenter = segmenter
        self.words = tuple(domain_words() if words is None else words)

    def __call__(self, text: str) -> Doc:
        """Make a Doc of the tokens of the text."""
        tokens = tokenise(text, segmenter=_Late(self.segmenter, self.words))
        words: list[str] = []
        spaces: list[bool] = []
        norms: dict[int, str] = {}
        reached = 0
        for token in tokens:
            _add_gap(text[reached : token.start], words, spaces)
            written = text[token.start : token.end]
            if written != token.text:
                norms[len(words)] = token.text
            words.append(written)
            spaces.append(False)
            reached = token.end
        _add_gap(text[reached:], words, spaces)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        for index, norm in norms.items():
            doc[index].norm_ = norm
        return doc

    def __reduce__(self) -> tuple[Any, ...]:
        """Send the settings to another process, not the dictionary."""
        return type(self), (self.vocab, self.segmenter, self.words)

    def to_bytes(self, **kwargs: Any) -> bytes:
        """Write the settings and the added words."""
        data: bytes = srsly.msgpack_dumps({"segmenter": self.segmenter, "words": list(self.words)})
        return data

    def from_bytes(self, data: bytes, **kwargs: Any) -> ZhTokenizer:
        """Read what `to_bytes` wrote."""
        saved: dict[str, Any] = srsly.msgpack_loads(data)
        self.segmenter, self.words = saved["segmenter"], tuple(saved["words"])
        return self

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:
        """Write the settings and the added words as text files into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "segmenter.txt").write_text(self.segmenter + "\n", encoding="utf-8")
        (folder / "words.txt").write_text("".join(word + "\n" for word in self.words), encoding="utf-8")

    def from_disk(self, path: str | Path, **kwargs: Any) -> ZhTokenizer:
        """Read what `to_disk` wrote."""
        folder = Path(path)
        self.segmenter = (folder / "segmenter.txt").read_text(encoding="utf-8").strip()
        self.words = tuple((folder / "words.txt").read_text(encoding="utf-8").split())
        return self


class _Late:
    """A segmenter whose dictionary is read when the first text has a gap to cut."""

    def __init__(self, name: str, words: tuple[str, ...]) -> None:
        self.name, self.words = name, words

    def cut(self, text: str) -> list[str]:
        return _segmenter(self.name, self.words).cut(text)


def _segmenter(name: str, words: tuple[str, ...]) -> Segmenter:
    return segmenter_named(name) if words == domain_words() else segmenter_named(name, words)


def _add_gap(gap: str, words: list[str], spaces: list[bool]) -> None:
    """Keep what stands between two tokens: one blank belongs to the token before it, the rest is a token."""
    if gap.startswith(" ") and words:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)


def make_tokenizer(segmenter: str = "jieba") -> Callable[[Language], ZhTokenizer]:
    """Give what makes the tokenizer of a pipeline (`@tokenizers = "planparse.ZhTokenizer.v1"`)."""

    def make(nlp: Language) -> ZhTokenizer:
        return ZhTokenizer(nlp.vocab, segmenter)

    return make


registry.tokenizers.register("planparse.ZhTokenizer.v1", func=make_tokenizer)


# --- components


@Language.component("planparse_units", assigns=["doc.spans"], retokenizes=True)
def add_units(doc: Doc) -> Doc:
    """Set `doc.spans["units"]`; a unit that another tokenizer cut, or the header shows, becomes one token."""
    spots = find_units(_text(doc), _about(doc, "column"))
    for start, end in spots:
        _make_one_token(doc, start, end)
    doc.spans["units"] = _spans(doc, spots, "UNIT")
    return doc


@Language.component("planparse_roles", assigns=["doc._.assignments"])
def add_roles(doc: Doc) -> Doc:
    """Set `doc._.assignments`, as the grammar reads them.

    The second reader does not grade them here: for graded confidence call `planparse.parse_responsibility`.
    """
    doc._.assignments = read_roles(_text(doc), _about(doc, "column"))
    return doc


@Language.component("planparse_times", assigns=["doc._.deadlines", "doc.spans"])
def add_times(doc: Doc) -> Doc:
    """Set `doc._.deadlines` and `doc.spans["deadlines"]`, as of `doc._.date` and `doc._.year`."""
    found = read_times(_text(doc), date=_about(doc, "date"), year=_about(doc, "year"))
    doc._.deadlines = found
    doc.spans["deadlines"] = _spans(doc, _spots(value.evidence for value in found), "DEADLINE")
    return doc


@Language.component("planparse_targets", assigns=["doc._.quantities", "doc.spans"])
def add_targets(doc: Doc) -> Doc:
    """Set `doc._.quantities` and `doc.spans["quantities"]`."""
    found = read_targets(_text(doc))
    doc._.quantities = found
    doc.spans["quantities"] = _spans(doc, _spots(value.evidence for value in found), "QUANTITY")
    return doc


@Language.component("planparse_references", assigns=["doc._.references", "doc.spans"])
def add_references(doc: Doc) -> Doc:
    """Set `doc._.references` and `doc.spans["references"]`: titles in 《…》, and numbers that stand alone."""
    found = read_references(_text(doc))
    doc._.references = found
    doc.spans["references"] = _spans(doc, [(cited.start, cited.end) for cited in found], "REFERENCE")
    return doc


def read_references(text: str) -> tuple[Cited, ...]:
    """Find the documents a text names, by title or by number; a number alone has an empty title."""
    cited = list(find_cited(text))
    for number in find_document_numbers(text):
        if not any(title.start <= number.start < title.end for title in cited):
            cited.append(Cited("", number.number, number.start, number.end))
    return tuple(sorted(cited, key=lambda found: found.start))


def _text(doc: Doc) -> str:
    """Give `doc.text`, which spaCy puts together from the tokens anew each time; no component changes it."""
    text = _TEXTS.get(doc)
    if text is None:
        text = _TEXTS[doc] = doc.text
    return text


def _about(doc: Doc, name: str) -> Any:
    """Look up what is known of a text: on the Doc itself, else in the context of `as_tuples`."""
    known = getattr(doc._, name)
    if known is None and isinstance(doc._context, dict):
        known = doc._context.get(name)
    return known


def _spots(evidence: Iterable[tuple[Evidence, ...]]) -> list[tuple[int, int]]:
    return [
        (spot.start, spot.end)
        for spots in evidence
        for spot in spots[:1]
        if spot.start is not None and spot.end is not None
    ]


def _spans(doc: Doc, spots: Iterable[tuple[int, int]], label: str) -> list[Span]:
    """Make spans; where an edge falls inside a token of another tokenizer, the whole token belongs to it."""
    spans = (doc.char_span(start, end, label=label, alignment_mode="expand") for start, end in spots)
    return [span for span in spans if span is not None]


def _make_one_token(doc: Doc, start: int, end: int) -> None:
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or (len(span) == 1 and span.start_char == start and span.end_char == end):
        return
    for edge in (start, end):
        _cut_at(doc, edge)
    span = doc.char_span(start, end)
    if span is not None and len(span) > 1:
        with doc.retokenize() as retokenizer:
            retokenizer.merge(span)


def _cut_at(doc: Doc, edge: int) -> None:
    for token in doc:
        inside = edge - token.idx
        if 0 < inside < len(token):
            with doc.retokenize() as retokenizer:
                # Either part is its own head: there is no syntax here to keep.
                retokenizer.split(token, [token.text[:inside], token.text[inside:]], heads=[(token, 0), (token, 1)])
            return


# --- values on a Doc


def _extend_doc() -> None:
    """Register `doc._.assignments` and the like; they live in `doc.user_data`, so that they are saved with it."""

    def values(name: str) -> dict[str, Any]:
        def get(doc: Doc) -> tuple[Any, ...]:
            return tuple(doc.user_data.get(f"planparse.{name}", ()))

        def put(doc: Doc, found: Iterable[Any]) -> None:
            doc.user_data[f"planparse.{name}"] = tuple(found)

        return {"getter": get, "setter": put}

    for name in VALUES:
        if not Doc.has_extension(name):
            Doc.set_extension(name, **values(name))
    for name in ABOUT:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


SAVED: dict[str, type] = {kind.__name__: kind for kind in (Assignment, Deadline, Quantity, Cited, DocumentNumber)}
"""The values that may stand on a Doc when it is saved or sent to another process."""


def encode_value(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """Write one of our values as plain data, for srsly's msgpack; anything else goes on to the next encoder."""
    if type(value).__name__ in SAVED and type(value) is SAVED[type(value).__name__]:
        return {"planparse": type(value).__name__, "value": value_to_plain(value)}
    return value if chain is None else chain(value)


def decode_value(data: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """Read what `encode_value` wrote."""
    if isinstance(data, dict) and data.keys() == {"planparse", "value"} and data["planparse"] in SAVED:
        return value_from_plain(SAVED[data["planparse"]], data["value"])
    return data if chain is None else chain(data)


srsly.msgpack_encoders.register("planparse", func=encode_value)
srsly.msgpack_decoders.register("planparse", func=decode_value)
_extend_doc()
