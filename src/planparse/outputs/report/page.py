"""Plans in, one HTML file out that needs nothing else: no network, no Python, no second file (离线报告).

The words of the documents stand in the page as data, in an element that no browser runs, and its script puts them on
the screen as text. Should one of them be taken for markup all the same, the policy of the page
(Content-Security-Policy) stops it: only the very script and style that we wrote, told by their hashes, may run, and no
request may leave the page.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from planparse.dataset.store import checked_confidence
from planparse.errors import UsageError
from planparse.files import whole_file
from planparse.model.plan import Plan
from planparse.outputs.clean import legal_text
from planparse.outputs.report.pages import PageImages
from planparse.outputs.report.payload import ReportNotes, report_data

LANGUAGES = ("zh", "en")

FOLDER = Path(__file__).parent
SCRIPTS = (
    "words", "elements", "data", "state", "scope", "frame", "units", "matrix", "network", "flow", "tasks", "choice",
    "panel", "start",
)  # fmt: skip
"""The parts of the script, in their order; together they are one script, with one hash."""

PLACE = re.compile(r"\{\{(\w+)\}\}")
"""Where a part is put into the page."""

INERT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What could end a script element, or a line of it, as JSON writes it without the sign itself."""

TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the order of signs, and in a window's title that of what stands beside it."""


def write_report(
    plans: Iterable[Plan],
    path: str | os.PathLike[str],
    *,
    title: str | None = None,
    documents: Mapping[str, PageImages] | None = None,
    language: str = "zh",
    min_confidence: float = 0.0,
) -> ReportNotes:
    """Write plans as one HTML file to look at, to search and to send (离线报告).

    The same plans give the same bytes. The page can be switched between Chinese and English, light and dark.

    title: by default that of the plan
    documents: for each plan_id the pictures of its pages, from which the words read are cut out and shown
    language: `zh` or `en`, the one that the page opens with
    min_confidence: assignments below it, from 0 to 1, are left out
    Returns what is in the report, and what was left out.
    Raises UsageError if an argument is out of range or there are too many tasks, OutputError if the file cannot be
    written.
    """
    if language not in LANGUAGES:
        raise UsageError(f"no language of the report is called {language!r}", advice="one of " + ", ".join(LANGUAGES))
    checked_confidence(min_confidence)
    once: dict[str, Plan] = {}
    for plan in plans:
        once.setdefault(plan.plan_id, plan)
    data, notes = report_data(
        sorted(once.values(), key=lambda plan: (plan.year is None, plan.year or 0)),
        documents or {},
        title=title,
        language=language,
        min_confidence=min_confidence,
    )
    page = _page(data).encode()
    with whole_file(path) as file:
        file.write(page)
    return notes


def inert_json(data: object) -> str:
    r"""Write data as JSON that may stand inside a script element.

    >>> inert_json({"unit": "</script>市审计局"})
    '{"unit":"\\u003c/script\\u003e市审计局"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&\u2028\u2029]", lambda found: INERT[found[0]], text)


def content_hash(text: str) -> str:
    """Tell a script or style to the browser by its content, as a policy writes it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _page(data: dict[str, Any]) -> str:
    style = (FOLDER / "style.css").read_text("utf-8")
    script = "\n".join((FOLDER / "script" / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    parts = {
        "language": "zh-CN" if data["language"] == "zh" else "en",
        "policy": f"default-src 'none'; script-src '{content_hash(script)}'; style-src '{content_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'",
        "title": html.escape(_title(data)),
        "style": style,
        "data": inert_json(data),
        "script": script,
    }
    # One pass, so that a part that happens to hold the sign of a place stays as it is.
    return PLACE.sub(lambda found: parts[found[1]], (FOLDER / "page.html").read_text("utf-8"))


def _title(data: dict[str, Any]) -> str:
    plans = data["plans"]
    title = data.get("title") or (plans[0]["title"] if len(plans) == 1 else "planparse")
    return TURNING.sub("", legal_text(" ".join(str(title).split())))
