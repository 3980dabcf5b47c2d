import json
from pathlib import Path

import pytest

from build import plan
from planparse.errors import NotAPlan
from planparse.outputs import debug_pages


@pytest.fixture
def drawings(monkeypatch):
    """Draw nothing; gives what was asked for."""
    calls = []

    def draw(path, found, folder, *, reader, **_):
        calls.append((path, found, folder, reader))
        return (folder / "page-001.png", folder / "page-012.png")

    monkeypatch.setattr(debug_pages, "draw_debug_pages", draw)
    return calls


def test_debug_pages_are_drawn_of_the_plan_by_the_same_reader(run, parsed, suzhou, drawings, tmp_path):
    parsed(suzhou)
    code, out, err = run("parse", "141号.pdf", "--debug-pages", tmp_path, "--reader", "pdfium", "--json")
    assert (code, drawings) == (0, [(Path("141号.pdf"), suzhou, tmp_path, "pdfium")])
    assert json.loads(out)["tasks"]
    assert f"{tmp_path}: wrote page-001.png to page-012.png" in err


def test_debug_pages_leave_the_table_on_standard_output(run, parsed, suzhou, drawings, tmp_path):
    parsed(suzhou)
    assert run("parse", "141号.pdf", "--debug-pages", tmp_path)[1] == run("parse", "141号.pdf")[1] != ""


def test_without_the_option_nothing_is_drawn(run, parsed, suzhou, drawings):
    parsed(suzhou)
    run("parse", "141号.pdf")
    assert drawings == []


def test_document_without_tasks_is_drawn_too_and_exits_with_3(run, parsed, drawings, tmp_path):
    bare = plan()
    parsed(NotAPlan("no task was found", plan=bare, where="公告.pdf"))
    code, out, err = run("parse", "公告.pdf", "--debug-pages", tmp_path)
    assert (code, out) == (3, "")
    assert drawings == [(Path("公告.pdf"), bare, tmp_path, "auto")]
    assert err.endswith("公告.pdf: no task was found\n")


def test_folder_that_cannot_be_written_exits_with_4(run, corpus, tmp_path):
    (tmp_path / "out").write_text("keep me")
    source = corpus / "yanxi-2024-9" / "source.pdf"
    code, out, err = run("parse", source, "--debug-pages", tmp_path / "out", "--json")
    assert (code, out) == (4, "")
    assert err.count("\n") == 1 and str(tmp_path / "out") in err


@pytest.mark.parametrize(
    "name", ["ailing-2024-22/source.docx", "weizhou-2023-26/source.html", "juchuan-2023-14/source.txt"]
)
def test_a_text_format_has_no_pages_to_draw_and_exits_with_2(run, corpus, tmp_path, name):
    code, out, err = run("parse", corpus / name, "--debug-pages", tmp_path / "out", "--json")
    assert (code, out) == (2, "")
    (line,) = (line for line in err.splitlines() if "warning" not in line)
    assert "no pages to draw" in line and "Try: " in line
    assert not (tmp_path / "out").exists()
