"""A font that is not embedded, on a machine without Chinese fonts: nothing may vanish in silence.

Each case runs in an interpreter of its own, whose pdfium looks for fonts in an empty folder.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import ctypes, json, sys
import pypdfium2, pypdfium2.raw as c
c.FPDF_DestroyLibrary()
folders = (ctypes.POINTER(ctypes.c_char) * 2)()
folders[0] = ctypes.cast(ctypes.c_char_p(sys.argv[1].encode()), ctypes.POINTER(ctypes.c_char))
config = c.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=folders, m_pIsolate=None, m_v8EmbedderSlot=0)
c.FPDF_InitLibraryWithConfig(config)
from planparse.readers.open import open_document
with open_document(sys.argv[2], sys.argv[3]) as document:
    print(json.dumps([["".join(sorted(char.text for char in page.chars)), page.reader, page.notes]
                      for page in document.pages]))
"""


@pytest.fixture(scope="module")
def one_by_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages in a font that is not embedded: one draws whole lines, one each character by itself."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas", reason="needs the extra [corpus]")
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    path = tmp_path_factory.mktemp("fonts") / "a.pdf"
    page = canvas.Canvas(str(path))
    page.setFont("STSong-Light", 12)
    page.drawString(100, 700, "市审计局牵头落实")
    page.showPage()
    page.setFont("STSong-Light", 12)
    for index, mark in enumerate("市财政局配合"):
        page.drawString(100 + 12 * index, 700, mark)
    page.save()
    return path


def read_without_fonts(path: Path, reader: str, empty: Path) -> list[tuple[str, str, list[str]]]:
    output = subprocess.run(
        [sys.executable, "-c", RUN, str(empty), str(path), reader], capture_output=True, text=True, check=True
    ).stdout
    return [(text, read_by, notes) for text, read_by, notes in json.loads(output)]


def test_pages_that_would_lose_characters_go_to_the_other_reader(one_by_one: Path, tmp_path: Path) -> None:
    first, second = read_without_fonts(one_by_one, "auto", tmp_path)
    assert first[:2] == ("".join(sorted("市审计局牵头落实")), "pdfium")
    assert second[:2] == ("".join(sorted("市财政局配合")), "pdfplumber")


def test_pdfium_by_itself_says_that_characters_are_lost(one_by_one: Path, tmp_path: Path) -> None:
    first, second = read_without_fonts(one_by_one, "pdfium", tmp_path)
    assert first[2] == []
    assert len(second[0]) < len("市财政局配合"), "pdfium keeps them now: the detour can go"
    assert second[2] and "font" in second[2][0]
