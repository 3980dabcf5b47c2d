"""Pictures of the pages that a plan was read from, to show the words where they stand (原文截图).

In goes a plan and its PDF, out come its pages as small grey pictures inside data addresses, so that a report stays one
file. A page is rendered once; whoever shows a crop of it cuts by the box in points. Only the very bytes that the plan
was read from are rendered.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planparse.model.plan import Plan

if TYPE_CHECKING:  # heavy libraries, not rooms of ours
    import pypdfium2 as pdfium
    from PIL import Image

DOTS = 110
"""Dots an inch: characters of 10 points are read with ease, and a page of text takes some 40 kB."""

LONGEST_SIDE = 1_600
"""Pixels. A wall chart is shown smaller, not left out."""

QUALITY = 45
"""Of WebP; grey text is clean from about 40 on."""

MOST_PAGES = 60
"""Pages of one plan. Beyond, a report of some megabytes would grow to tens; the first ones are shown."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as a picture.

    page: from 1
    width, height: of the page as a viewer shows it, in PDF points; boxes of evidence are in the same
    uri: the picture itself, `data:image/webp;base64,…`
    """

    page: int
    width: float
    height: float
    uri: str


PageImages = Mapping[int, PageImage]
"""The pictures of a plan by page number; pages without one are not in it."""


def page_images(plan: Plan, path: Path, *, most: int = MOST_PAGES) -> PageImages:
    """Render the pages on which something of a plan stands.

    There are none if the file is no PDF, or not the one that the plan was read from. A page that pdfium cannot render
    is left out, as are those after the first `most`.
    """
    import pypdfium2 as pdfium

    numbers = sorted(set(_pages_of(plan)))[:most]
    if plan.source.format != "pdf" or not numbers:
        return {}
    try:
        data = path.read_bytes()
    except OSError:
        return {}
    if hashlib.sha256(data).hexdigest() != plan.source.sha256:
        return {}
    try:
        with closing(pdfium.PdfDocument(data)) as document:
            found = (_image_of(document, number) for number in numbers if number <= len(document))
            return {image.page: image for image in found if image is not None}
    except pdfium.PdfiumError:
        return {}


def documents_in(folder: Path, plans: Mapping[str, Plan]) -> dict[str, PageImages]:
    """Render the pages of those plans whose files lie in a folder under the name that they were read from.

    plans: by plan_id
    """
    found = {plan_id: page_images(plan, folder / plan.source.name) for plan_id, plan in plans.items()}
    return {plan_id: images for plan_id, images in found.items() if images}


def _pages_of(plan: Plan) -> Iterator[int]:
    for task in plan.tasks:
        for evidence in (task.evidence, *(each.evidence for each in task.assignments)):
            yield from (spot.page for spot in evidence if spot.page is not None)


def _image_of(document: pdfium.PdfDocument, number: int) -> PageImage | None:
    import pypdfium2 as pdfium

    try:
        with closing(document[number - 1]) as page:
            width, height = page.get_size()
            if min(width, height) <= 0:
                return None
            scale = min(DOTS / 72, LONGEST_SIDE / max(width, height))
            picture = page.render(scale=scale, grayscale=True).to_pil()
    except pdfium.PdfiumError:
        return None
    return PageImage(number, round(width, 2), round(height, 2), _uri(picture))


def _uri(picture: Image.Image) -> str:
    file = io.BytesIO()
    picture.convert("L").save(file, "WEBP", quality=QUALITY, method=4)
    return "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode("ascii")
