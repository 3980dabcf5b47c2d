"""Text files, web pages and Word documents made to harm: each is read in a process of its own, and measured.

The kit of the developer (`hostile/make_hostile.py`) says what each of its files may come to; the others are made here.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from planparse.batch.local import run_batch
from planparse.dataset import read_dataset
from planparse.language.models import PACKAGE, PLACES

SECONDS = 10
MIB = 400
"""Limits of one document, from the start of its process."""

ADDRESS_SPACE = 3 * 2**30
"""Bytes a process may reserve, so that a fault of planparse does not take the machine with it."""

RUN = """
import json, resource, sys, time
start = time.perf_counter()
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[3]),) * 2)
seen = []
watched = ("open", "socket.connect", "socket.getaddrinfo")
sys.addaudithook(lambda event, args: seen.append((event, str(args[0]))) if event in watched else None)
from planparse import NotAPlan, PlanparseError, parse
path, folder = sys.argv[1:3]
plan, line, kind = None, "", "parsed"
seen.clear()
try:
    plan = parse(path)
except NotAPlan as problem:
    plan, kind, line = problem.plan, "error:not_a_plan", str(problem)
except PlanparseError as problem:
    kind, line = "error:" + getattr(problem, "kind", "usage"), str(problem)
except BaseException as problem:
    kind, line = "raw error", f"{type(problem).__name__}: {problem}"
codes = sorted({warning.code for warning in plan.warnings}) if plan else []
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
told = {
    "outcome": "parsed_with_warnings" if codes and kind == "parsed" else kind, "tasks": len(plan.tasks) if plan else 0,
    "line": line, "codes": codes, "seconds": time.perf_counter() - start, "mib": peak,
    "opened": [name for event, name in seen if event == "open"], "connected": [n for e, n in seen if e != "open"],
}
if plan is not None:
    from pathlib import Path
    from planparse.cli.parse import write_files
    from planparse.outputs import figures
    figures.draw = lambda graph, path: path.write_bytes(b"PNG")  # takes a second, and a font
    write_files(plan, plan, Path(folder), Path(folder) / "141号.pdf")
    Path(folder, "notebook.html").write_text(plan._repr_html_(), "utf-8")
print(json.dumps(told))
"""

Answer = dict[str, Any]


def read_apart(path: Path, out: Path, seconds: float = 3 * SECONDS) -> Answer:
    """Read a file in a process of its own, write all outputs, and say what it came to."""
    command = [sys.executable, "-c", RUN, str(path), str(out), str(ADDRESS_SPACE)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False, cwd=out.parent)
    except subprocess.TimeoutExpired:
        return {"outcome": f"not done after {seconds} s", "seconds": seconds, "mib": 0.0}
    if done.returncode:
        return {"outcome": f"the process ended with {done.returncode}: {done.stderr[-300:]}", "seconds": 0, "mib": 0}
    answer: Answer = json.loads(done.stdout)
    return answer


def assert_in_limits(answer: Answer, seconds: float = SECONDS, mib: float = MIB) -> None:
    assert answer["seconds"] <= seconds, answer
    assert answer["mib"] <= mib, answer


def assert_one_line_that_helps(answer: Answer) -> None:
    assert "\n" not in answer["line"] and "Try: " in answer["line"], answer


# ---- the kit of the developer

KIT = [
    "billion_laughs.docx",
    "case/PLAN.txt",
    "case_/plan.txt",
    "control_chars.txt",
    "deep_divs.html",
    "formula_injection.txt",
    "gbk_declared_utf8.html",
    "html_plan_renamed.pdf",
    f"long/{'长' * 83}.txt",
    "names/=cmd_-rf $(id);`x`.txt",
    "nfc/\u00e9工作要点.txt",
    "nfd/e\u0301工作要点.txt",
    "ole_doc_renamed.docx",
    "one_line_200k.txt",
    "rowspan_1e9.html",
    "script_cells.html",
    "utf16_bom.txt",
    "xxe.docx",
    "zip_bomb.docx",
]
"""Its files of text kinds, and those of these kinds under other names."""

CHECKED = {
    "absent",
    "contains",
    "csv_formula_safe",
    "distinct_outputs",
    "html_inert",
    "name_bytes_max",
    "no_bidi_controls",
    "no_file_read",
    "no_network",
    "tasks_max",
    "tasks_min",
    "utf8_strict",
    "warns",
    "xml_wellformed",
}
"""Checks of the kit that are made here; the others concern PDFs."""


@pytest.fixture(scope="module")
def expected(shared: Path) -> dict[str, Any]:
    table: dict[str, Any] = json.loads((shared / "hostile" / "expected.json").read_text("utf-8"))["files"]
    return table


@pytest.fixture(scope="module")
def kit(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the kit, written anew."""
    folder = tmp_path_factory.mktemp("hostile")
    maker = shared / "hostile" / "make_hostile.py"
    subprocess.run([sys.executable, str(maker), str(folder)], check=True, capture_output=True, timeout=60)
    return folder


@pytest.fixture(scope="module")
def kit_answers(kit: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Answer, Path]]:
    """What each file of KIT came to, and the folder of its outputs."""
    folder = tmp_path_factory.mktemp("outputs")
    outs = {name: folder / f"{index:02d}" for index, name in enumerate(KIT)}
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda name: read_apart(kit / name, outs[name]), KIT)
        return {name: (answer, outs[name]) for name, answer in zip(KIT, answers, strict=True)}


def test_every_file_of_a_text_kind_is_read(expected: dict[str, Any]) -> None:
    assert set(KIT) == {name for name in expected if not name.endswith(".pdf")} | {"html_plan_renamed.pdf"}
    assert {check for name in KIT for check in expected[name]["checks"]} <= CHECKED


@pytest.mark.parametrize("name", KIT)
def test_the_kit_comes_to_what_is_expected(
    expected: dict[str, Any], kit_answers: dict[str, tuple[Answer, Path]], name: str
) -> None:
    answer, _ = kit_answers[name]
    wanted = expected[name]
    assert answer["outcome"] in (wanted["outcome"], *wanted["also_ok"]), answer
    assert_in_limits(answer, min(SECONDS, wanted["seconds"]), min(MIB, wanted["mib"]))
    if answer["outcome"].startswith("error:"):
        assert_one_line_that_helps(answer)


@pytest.mark.parametrize("name", KIT)
def test_the_checks_of_the_kit_hold(
    expected: dict[str, Any], kit_answers: dict[str, tuple[Answer, Path]], kit: Path, name: str
) -> None:
    answer, out = kit_answers[name]
    checks = expected[name]["checks"]
    parsed = answer["outcome"].startswith("parsed")
    if parsed:
        assert checks.get("tasks_min", 0) <= answer["tasks"] <= checks.get("tasks_max", 10**6)
        assert set(checks.get("warns", ())) <= set(answer["codes"])
        assert_outputs_harmless(out)
    written = [file.read_text("utf-8") for file in text_outputs(out)] + [answer["line"]]
    for words in checks.get("contains", ()):
        assert any(words in text for text in written)
    for words in checks.get("absent", ()):
        assert not any(words in text for text in written)
    assert_nothing_else_was_opened(answer, kit / name)


def text_outputs(out: Path) -> list[Path]:
    return sorted(path for path in out.glob("*") if path.suffix != ".png")


class Elements(HTMLParser):
    """Collects what could act in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.active: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("p", "b", "bdi", "span", "table", "thead", "tbody", "tr", "th", "td"):
            self.active.append(tag)
        self.active += [name for name, _ in attrs if name != "style"]


CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def assert_outputs_harmless(out: Path) -> None:
    """No output acts in a browser or a spreadsheet, breaks a parser, or commands a terminal."""
    texts = {path.name: path.read_bytes().decode("utf-8") for path in text_outputs(out)}
    assert set(texts) == {"plan.json", "tasks.csv", "assignments.csv", "plan.graphml", "notebook.html", "report.html"}
    for name, text in texts.items():
        assert not CONTROLS.search(text.removeprefix("\ufeff")), name
    strings = list(strings_of(json.loads(texts["plan.json"])))
    assert not any(CONTROLS.search(text) or has_lone_surrogate(text) for text in strings)
    etree.fromstring(texts["plan.graphml"].encode(), etree.XMLParser(resolve_entities=False))
    for name in ("tasks.csv", "assignments.csv"):
        for row in csv.reader(io.StringIO(texts[name].removeprefix("\ufeff"))):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))], row
    page = Elements()
    page.feed(texts["notebook.html"])
    assert page.active == []
    report = Elements()
    report.feed(texts["report.html"])
    assert [report.active.count(tag) for tag in ("script", "style", "img", "iframe")] == [2, 1, 0, 0]
    assert "default-src 'none'" in texts["report.html"]


def strings_of(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in (*value, *value.values()) for text in strings_of(each)]
    return [text for each in value for text in strings_of(each)] if isinstance(value, list) else []


def has_lone_surrogate(text: str) -> bool:
    return any("\ud800" <= mark <= "\udfff" for mark in text)


def assert_nothing_else_was_opened(answer: Answer, document: Path) -> None:
    """Only the document, planparse itself and the libraries of Python were opened, and no connection was made."""
    # A library that recognises text asks which system this is.
    allowed = (
        str(document),
        "/proc/self/",
        "/etc/os-release",
        sys.prefix,
        sys.base_prefix,
        *map(str, (PACKAGE, *PLACES)),
    )
    assert [name for name in answer["opened"] if not name.startswith(allowed)] == []
    assert answer["connected"] == []


def test_names_that_differ_little_keep_their_own_outputs(kit: Path, tmp_path: Path) -> None:
    names = [name for name in KIT if not name.endswith((".docx", "200k.txt"))]
    for name in names:
        path = tmp_path / "plans" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((kit / name).read_bytes())
    run_batch(tmp_path / "plans", tmp_path / "dataset")
    rows = read_dataset(tmp_path / "dataset").table("plans").to_pylist()
    assert sorted(row["name"] for row in rows) == sorted(names)
    assert {row["name"]: row["n_tasks"] for row in rows}["case/PLAN.txt"] == 5
    assert all(len(path.name.encode()) <= 255 for path in tmp_path.rglob("*"))


# ---- cases of our own

PLAN = (
    "云泽市2031年政务公开工作要点",
    "云政办〔2031〕17号",
    "一、推进决策和执行公开",
    "（一）及时公布重大行政决策事项目录。责任单位：市司法局、市政府办公室",
    "（二）按月公开财政收支情况。责任单位：市财政局",
)
TASKS = 2
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, *, twice: bool = False, doctype: str = "", parts: dict[str, str] | None = None) -> bytes:
    """Zip a Word document of the plan and this XML; `twice` lays it in the zip a second time."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in PLAN)
    document = f'{doctype}<w:document xmlns:w="{WORD}"><w:body>{paragraphs}{body}</w:body></w:document>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"word/document.xml": document, **(parts or {})}.items():
            archive.writestr(name, text)
    data = stream.getvalue()
    if not twice:
        return data
    # zipfile would warn of the second; the name is of the same length, so it can be written over.
    stream = io.BytesIO(docx(body, parts={"word/document.xmk": document.replace("市财政局", "市审计局")}))
    return stream.getvalue().replace(b"word/document.xmk", b"word/document.xml")


def page(body: str, head: str = "<meta charset=utf-8>") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{''.join(f'<p>{t}</p>' for t in PLAN)}{body}".encode()


def text(rest: str) -> bytes:
    return ("\n".join(PLAN) + "\n" + rest).encode()


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def style_ring(count: int) -> str:
    """Styles each of which is based on the next, and the last on the first."""
    styles = (
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % count}"/></w:style>'
        for n in range(count)
    )
    return f'<w:styles xmlns:w="{WORD}">{"".join(styles)}</w:styles>'


def counting(form: str, start: int, template: str) -> str:
    """A list whose numbers are long."""
    level = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{template}"/>'
    return (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">{level}</w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


NUMBERED = (
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>市</w:t></w:r></w:p>'
)
DEEP = 60_000

PARSED = ("parsed", "parsed_with_warnings")
LIMITED = (*PARSED, "error:page_limit", "error:memory")
DEEP_XML = (*PARSED, "error:unreadable")

OWN: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "two_main_parts.docx": (lambda: docx("", twice=True), ("error:unreadable",)),
    "deep_content_controls.docx": (
        lambda: docx("<w:sdt><w:sdtContent>" * DEEP + paragraph("市") + "</w:sdtContent></w:sdt>" * DEEP),
        DEEP_XML,
    ),
    "deep_insertions.docx": (lambda: docx(f"<w:p>{'<w:ins>' * DEEP}{'</w:ins>' * DEEP}</w:p>"), DEEP_XML),
    "deep_tables.docx": (lambda: docx("<w:tbl><w:tr><w:tc>" * DEEP + "</w:tc></w:tr></w:tbl>" * DEEP), DEEP_XML),
    "deep_tables_600.docx": (
        lambda: docx("<w:tbl><w:tr><w:tc>" * 600 + paragraph("市") + "</w:tc></w:tr></w:tbl>" * 600),
        PARSED,
    ),
    "deep_text_boxes.docx": (
        lambda: docx("<w:p><w:r><w:txbxContent>" * 600 + paragraph("市") + "</w:txbxContent></w:r></w:p>" * 600),
        PARSED,
    ),
    "unclosed.docx": (lambda: docx("<w:p>" * 100), ("error:unreadable",)),
    "style_ring.docx": (
        lambda: docx(
            '<w:p><w:pPr><w:pStyle w:val="s7"/></w:pPr></w:p>' * 5000, parts={"word/styles.xml": style_ring(5000)}
        ),
        PARSED,
    ),
    "roman_2e9.docx": (
        lambda: docx(NUMBERED * 500, parts={"word/numbering.xml": counting("upperRoman", 2_000_000_000, "%1")}),
        PARSED,
    ),
    "long_numbers.docx": (
        lambda: docx(NUMBERED * 5000, parts={"word/numbering.xml": counting("chineseCounting", 99, "%1" * 20_000)}),
        PARSED,
    ),
    "wide_span.docx": (
        lambda: docx(
            "<w:tbl>"
            + f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>{paragraph("市")}</w:tc></w:tr>' * 500
            + "</w:tbl>"
        ),
        PARSED,
    ),
    "many_columns.docx": (
        lambda: docx("<w:tbl><w:tr>" + f"<w:tc>{paragraph('市')}</w:tc>" * 20_000 + "</w:tr></w:tbl>"),
        LIMITED,
    ),
    "many_paragraphs.docx": (lambda: docx(paragraph("市") * 200_000), LIMITED),
    "deep_bold.html": (lambda: page("<b>" * DEEP), PARSED),
    "deep_lists.html": (lambda: page("<ul><li>" * DEEP), PARSED),
    "deep_tables.html": (lambda: page("<table><tr><td>" * DEEP), PARSED),
    "deep_broken_tags.html": (lambda: page("<div>" * 3_000 + "<a " * 200_000), (*PARSED, "error:unreadable")),
    "endless_tag.html": (lambda: page("<" + "a" * 1_000_000), PARSED),
    "many_lt.html": (lambda: page("<" * 1_000_000), LIMITED),
    "many_attributes.html": (lambda: page(f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>"), PARSED),
    "long_style.html": (lambda: page(f'<p style="font: {"1" * 500_000}"><p style="display{" " * 500_000}">'), PARSED),
    "open_comments.html": (lambda: page("<!--" * 100_000), PARSED),
    "many_breaks.html": (lambda: page("市<br>" * 300_000), LIMITED),
    "many_paragraphs.html": (lambda: page("<p>市</p>" * 300_000), LIMITED),
    "staircase.html": (lambda: page(f"<table>{'<tr><td rowspan=60000>市</td></tr>' * 3000}</table>"), LIMITED),
    "many_cells.html": (lambda: page(f"<table><tr>{'<td>市</td>' * 100_000}</tr></table>"), LIMITED),
    "bold_by_character.html": (lambda: page(f"<p>{'<b>市</b>政' * 500_000}</p>"), (*LIMITED, "error:not_a_plan")),
    "many_lines.txt": (lambda: text("市\n" * 500_000), LIMITED),
    "one_line.txt": (lambda: text("及时公开审计查出问题整改落实情况，" * 85_000), LIMITED),
    "table_of_headers.txt": (lambda: text("目标\t任务\t内容\t责任单位\n" * 14_000), LIMITED),
    "long_table.txt": (
        lambda: text("目标\t任务\t内容\t责任单位\n" + "一、公开\t（一）公开\t公开目录\t市财政局\n" * 10_000),
        LIMITED,
    ),
    "open_brackets.txt": (lambda: text("（市财政局" * 60_000), PARSED),
    "open_titles.txt": (lambda: text("《" * 300_000), PARSED),
    "labels.txt": (lambda: text("责任单位：" * 60_000), PARSED),
    "borders.txt": (lambda: text("├──┼──┤\n" * 30_000), LIMITED),
    "strokes.txt": (lambda: text("|" * 300_000), LIMITED),
}
"""How to make files, and what each may come to."""


@pytest.mark.parametrize("name", OWN)
def test_a_file_made_to_harm_ends_in_time(tmp_path: Path, name: str) -> None:
    make, outcomes = OWN[name]
    (tmp_path / name).write_bytes(make())
    answer = read_apart(tmp_path / name, tmp_path / "out")
    assert answer["outcome"] in outcomes, answer
    assert_in_limits(answer)
    if answer["outcome"].startswith("parsed"):
        assert answer["tasks"] >= TASKS
        assert_outputs_harmless(tmp_path / "out")
    else:
        assert_one_line_that_helps(answer)


def test_two_main_parts_are_no_choice(tmp_path: Path) -> None:
    # One program shows the first, another the last: what a person checked may not be what is read.
    (tmp_path / "a.docx").write_bytes(docx("", twice=True))
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert [entry.filename for entry in archive.infolist()] == ["word/document.xml"] * 2
    assert "twice" in read_apart(tmp_path / "a.docx", tmp_path / "out")["line"]


def test_tags_hidden_in_utf_7_stay_the_letters_they_are(tmp_path: Path) -> None:
    hidden = "+ADw-script+AD4-alert(1)+ADw-/script+AD4-"
    rows = f"<p>（三）公布目录{hidden}。责任单位：市教育局</p>"
    (tmp_path / "a.html").write_bytes(page(rows, "<meta charset=utf-7>"))
    answer = read_apart(tmp_path / "a.html", tmp_path / "out")
    assert (answer["outcome"], answer["tasks"]) == ("parsed_with_warnings", TASKS + 1)
    assert "wrong_charset" in answer["codes"]
    plan = (tmp_path / "out" / "plan.json").read_text("utf-8")
    assert hidden in plan and "<script" not in plan
    assert_outputs_harmless(tmp_path / "out")


@pytest.mark.parametrize("charset", ["utf-7", "zip", "base64", "rot13", "idna", "unicode_escape", "../../etc/passwd"])
def test_no_charset_but_a_known_one_is_ever_used(tmp_path: Path, charset: str) -> None:
    (tmp_path / "a.html").write_bytes(
        page("", f'<meta http-equiv=Content-Type content="text/html; charset={charset}">')
    )
    answer = read_apart(tmp_path / "a.html", tmp_path / "out")
    assert (answer["outcome"], answer["tasks"]) == ("parsed_with_warnings", TASKS)
    assert_nothing_else_was_opened(answer, tmp_path / "a.html")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_no_file_and_no_address_that_a_document_names_is_opened(tmp_path: Path) -> None:
    # Whoever opens the pipe waits for ever, and whoever calls the address is heard: libxml2 too, which no hook sees.
    os.mkfifo(tmp_path / "pipe")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        here = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        entities = f'<!ENTITY a SYSTEM "{tmp_path}/pipe"><!ENTITY b SYSTEM "{here}">'
        dtds = (f"[{entities}]", f'SYSTEM "{here}"', f'SYSTEM "{tmp_path}/pipe"', f'PUBLIC "x" "{here}" [{entities}]')
        files = {f"{n}.docx": docx("<w:p/>", doctype=f"<!DOCTYPE x {dtd}>") for n, dtd in enumerate(dtds)}
        files |= {f"{n}.html": f"<!DOCTYPE html {dtd}>".encode() + page("&a;&b;") for n, dtd in enumerate(dtds)}
        files["refers.html"] = page(
            f"<img src={here}><iframe src={here}></iframe><object data={tmp_path}/pipe></object><embed src={here}>",
            f"<base href={here}><link rel=stylesheet href={here}><script src={here}></script><meta http-equiv=refresh "
            f'content="0;url={here}"><meta charset=utf-8>',
        )
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
            answer = read_apart(tmp_path / name, tmp_path / "out", seconds=SECONDS)
            assert answer["outcome"] in (*PARSED, "error:unreadable"), name
            assert_nothing_else_was_opened(answer, tmp_path / name)
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_ordinary_file_is_named_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.docx")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        where = Path.cwd()
        os.chdir(tmp_path)  # the name of a socket may have 100 bytes only
        try:
            listening.bind("socket.html")
        finally:
            os.chdir(where)
        for path in (tmp_path / "pipe.docx", tmp_path / "zero.txt", Path("/dev/zero"), tmp_path / "socket.html"):
            answer = read_apart(path, tmp_path / "out", seconds=SECONDS)
            assert answer["outcome"] == "error:unsupported_format"
            assert_one_line_that_helps(answer)
            assert str(path) not in answer["opened"]


def test_a_folder_called_like_a_document_is_wrong_usage_and_a_failure_of_a_batch(tmp_path: Path) -> None:
    (tmp_path / "in" / "plan.docx").mkdir(parents=True)
    (tmp_path / "in" / "plan.docx" / "inside.txt").write_bytes(text(""))
    assert read_apart(tmp_path / "in" / "plan.docx", tmp_path / "out")["outcome"] == "error:usage"
    summary = run_batch(tmp_path / "in", tmp_path / "dataset")
    assert [(failure.name, failure.kind) for failure in summary.failures] == [("plan.docx", "unsupported_format")]
    assert summary.plans == 0


def test_an_old_word_document_is_refused_with_what_to_do(shared: Path, tmp_path: Path) -> None:
    (old,) = (shared / "real").glob("*.doc")
    answer = read_apart(old, tmp_path / "out")
    assert answer["outcome"] == "error:unsupported_format"
    assert ".doc" in answer["line"] and "Try: save it as .docx" in answer["line"]


@pytest.mark.parametrize("kind", ["docx", "html", "txt"])
def test_a_file_that_changes_while_it_is_read_is_read_or_refused(tmp_path: Path, kind: str) -> None:
    whole = {"docx": docx(paragraph("市") * 3000), "html": page("<p>市</p>" * 9000), "txt": text("市\n" * 9000)}[kind]
    path = tmp_path / f"plan.{kind}"
    path.write_bytes(whole)
    done = threading.Event()

    def rewrite() -> None:
        turn = 0
        while not done.is_set():
            turn += 1
            with path.open("wb") as file:  # cut to nothing, half of it, and more than all
                for part in (whole[: len(whole) // 2], whole[len(whole) // 2 :], whole[:1000] * (turn % 3)):
                    file.write(part)
                    file.flush()

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        answers = [read_apart(path, tmp_path / f"out{turn}") for turn in range(6)]
    finally:
        done.set()
        writer.join()
    good = {*PARSED, "error:not_a_plan", "error:empty", "error:unreadable"}
    assert {answer["outcome"] for answer in answers} <= good


def test_bytes_that_were_cut_anywhere_end_in_a_plan_or_an_error(tmp_path: Path) -> None:
    """Cut a document at many places, as an interrupted download does."""
    for whole, kind in ((docx(paragraph("市")), "docx"), (page(""), "html"), (text(""), "txt")):
        for end in range(1, len(whole), max(1, len(whole) // 25)):
            (tmp_path / f"{end}.{kind}").write_bytes(whole[:end])
    summary = run_batch(tmp_path, tmp_path.parent / f"{tmp_path.name}-dataset")
    kinds = {failure.kind for failure in summary.failures}
    assert kinds <= {"unreadable", "not_a_plan", "empty", "unsupported_format"}
    # A reader that fell over is `unreadable` in a batch too, and says the name of the fault.
    assert [
        failure for failure in summary.failures if re.search(r"\b[A-Z]\w+(?:Error|Exception)\b", failure.message)
    ] == []
