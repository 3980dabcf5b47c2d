"""Pages and files beyond all measure end with a warning or an error, and not by filling the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from pdfs import HELVETICA, stream, written
from planparse import parse
from planparse.errors import NotAPlan, PageLimit
from planparse.model.document import Page
from planparse.model.plan import Plan
from planparse.readers import finish, survey
from planparse.readers import pdf as opening
from planparse.readers.open import open_document


def pdf_of(content: str, pages: int = 1, *, count: int | None = None) -> bytes:
    """Write a PDF by hand, all of whose pages draw this content."""
    kids = " ".join(f"{5 + index} 0 R" for index in range(pages))
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages if count is None else count} >>",
        HELVETICA,
        stream(content),
    ]
    return written(objects + [page] * pages)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "方案.pdf"


def pages_of(path: Path, content: str, reader: str = "auto") -> list[Page]:
    path.write_bytes(pdf_of(content))
    with open_document(path, reader) as document:
        return list(document.pages)


def plan_of(path: Path, content: str) -> Plan:
    """Read a file that holds no task."""
    path.write_bytes(pdf_of(content))
    with pytest.raises(NotAPlan) as problem:
        parse(path)
    plan = problem.value.plan
    assert isinstance(plan, Plan)
    return plan


def codes_of(plan: Plan) -> list[str]:
    return [warning.code for warning in plan.warnings]


SEGMENTS = 200_000
TEXT = "BT /F1 12 Tf 72 800 Td (audit) Tj ET "


def test_a_page_of_200000_lines_is_cut_off_and_says_so(path: Path) -> None:
    drawn = " ".join(f"{20 + n % 500} {20 + n // 500} m {24 + n % 500} {20 + n // 500} l S" for n in range(SEGMENTS))
    (page,) = pages_of(path, TEXT + drawn)
    assert len(page.rules) == finish.MOST_RULES
    assert "too_many_rules" in [warning.code for warning in page.warnings]
    assert "".join(char.text for char in page.chars) == "audit"


def test_one_path_of_200000_segments_is_cut_off_and_says_so(path: Path) -> None:
    # A curve of a map: one stroke, whose pieces lie level and upright in turn.
    drawn = " ".join(f"{20 + 4 * (n // 2 % 125)} {20 + 4 * ((n + 1) // 2 % 125)} l" for n in range(SEGMENTS))
    plan = plan_of(path, f"{TEXT} 20 20 m {drawn} S")
    assert "too_many_rules" in codes_of(plan)


def test_lines_behind_the_limit_are_left_out_together(path: Path) -> None:
    # A table drawn first keeps its rules, whatever is drawn after it.
    table = "100 100 m 300 100 l S 100 200 m 300 200 l S 100 100 m 100 200 l S 300 100 m 300 200 l S "
    drawn = " ".join(f"{20 + n % 500} {300 + n // 500} m {24 + n % 500} {300 + n // 500} l S" for n in range(30_000))
    (page,) = pages_of(path, table + drawn)
    assert [round(rule.x1 - rule.x0) for rule in page.rules[:4]] == [200, 200, 0, 0]


def test_a_grid_of_400_by_400_lines_is_a_drawing(path: Path) -> None:
    # Lines closer than 3 points would be one; these stand 8 apart, far over the edge of the paper.
    drawn = [f"0 {8 * n} m 3200 {8 * n} l S {8 * n} 0 m {8 * n} 3200 l S" for n in range(400)]
    assert codes_of(plan_of(path, TEXT + " ".join(drawn))) == ["too_many_rules"]


def test_a_full_table_of_100_rows_and_20_columns_is_no_drawing(path: Path) -> None:
    drawn = [f"50 {20 + 8 * n} m 450 {20 + 8 * n} l S" for n in range(101)]
    drawn += [f"{50 + 20 * n} 20 m {50 + 20 * n} 820 l S" for n in range(21)]
    assert codes_of(plan_of(path, TEXT + " ".join(drawn))) == []


def characters(number: int) -> str:
    """Set so many characters in lines of 500, each at a place of its own."""
    lines = [f"1 0 0 1 10 {830 - 3.5 * n:.2f} Tm ({'abcde' * 100}) Tj" for n in range(number // 500)]
    return f"BT /F1 2 Tf {' '.join(lines)} ET"


def test_a_page_of_100000_characters_is_refused(path: Path) -> None:
    with pytest.raises(PageLimit) as problem:
        pages_of(path, characters(100_000))
    assert "方案.pdf, page 1" in str(problem.value) and "Try: " in str(problem.value)


def test_a_page_of_10000_characters_is_read(path: Path) -> None:
    (page,) = pages_of(path, characters(10_000))
    assert len(page.chars) == 10_000


@pytest.mark.parametrize("reader", ["auto", "pdfplumber"])
def test_the_limit_holds_for_either_reader(path: Path, reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finish, "MOST_CHARS", 999)
    with pytest.raises(PageLimit):
        pages_of(path, characters(1_000), reader)


def test_text_that_nobody_sees_counts_towards_no_limit_of_what_is_read(path: Path) -> None:
    (page,) = pages_of(path, f"BT 3 Tr ET {characters(90_000)} BT 0 Tr ET {TEXT}")
    assert "".join(char.text for char in page.chars) == "audit"


@pytest.mark.parametrize("reader", ["auto", "pdfplumber"])
def test_a_file_of_6000_pages_is_refused(path: Path, reader: str) -> None:
    path.write_bytes(pdf_of("", 6_000))
    with pytest.raises(PageLimit) as problem, open_document(path, reader):
        pass
    assert "6000 pages" in str(problem.value) and "Try: " in str(problem.value)


def test_a_file_of_as_many_pages_as_allowed_is_opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_PAGES", 3)
    monkeypatch.setattr(survey, "MOST_PAGES", 3)
    path.write_bytes(pdf_of(TEXT, 3))
    with open_document(path) as document:
        assert len(list(document.pages)) == 3


def test_a_file_that_only_says_it_has_so_many_pages_is_no_plan_of_thousands(path: Path) -> None:
    path.write_bytes(pdf_of(TEXT, 2, count=2_000_000_000))
    with open_document(path) as document:
        pages = list(document.pages)
    assert ["".join(char.text for char in page.chars) for page in pages] == ["audit"] * 2
