"""Build the corpus: plans of invented places, each with its source file and its gold from one structure.

    python corpus/make_corpus.py [NAME...] [--pdf]

Reads `plans/<name>.toml` and writes `<name>/gold.json`, `<name>/notes.md` and `manifest.csv`, after checking that
the PDF prints what the gold says. The committed PDFs are the reference and are drawn only if missing, or all of the
named ones with --pdf: another version of LibreOffice or of the fonts breaks lines and pages elsewhere. Text formats
(DOCX, HTML, TXT) need no such program and are written each time.
"""

import argparse
import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import aligned
import flat_odf
import latex
import old_page
import plain_text
import portal
import pypdfium2
import sections
import strokes
import thin_rects
import turned
import typesetter
import web_page
import word
from check import Cut, Mismatch, check, check_text, page_texts
from structure import Source, gold, read_source

HERE = Path(__file__).parent
COLUMNS = ["name", "kind", "producer", "pages", "rows", "assignments", "sha256", "hard"]
MEGABYTE = 1_000_000
LIBREOFFICE_SECONDS = 180
# Layouts that one module draws alone.
OWN_DRAWERS = {
    "annexes": web_page.draw,
    "longtable": latex.draw,
    "three_line": web_page.draw,
    "composed": thin_rects.draw,
    "typesetter": typesetter.draw,
    "turned": turned.draw,
    "aligned": aligned.draw,
    "sections": sections.draw,
}
# Layouts of text formats: the ending of the file, and what writes its bytes.
TEXT_DRAWERS = {
    "lost_table": (".txt", plain_text.draw_cells),
    "old_page": (".html", old_page.draw),
    "portal": (".html", portal.draw),
    "prose": (".txt", plain_text.draw_prose),
    "word": (".docx", word.draw),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the named plans, or all; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build the corpus of invented plans.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a plan in corpus/plans (default: all)")
    parser.add_argument("--pdf", action="store_true", help="draw the PDFs again, also those that are there")
    options = parser.parse_args(arguments)
    known = sorted(path.stem for path in (HERE / "plans").glob("*.toml"))
    unknown = sorted(set(options.names) - set(known))
    if unknown:
        parser.error(f"no plan {', '.join(unknown)}; there are {', '.join(known)}")
    for name in options.names or known:
        try:
            build(read_source(HERE / "plans" / f"{name}.toml"), redraw=options.pdf)
        except (Mismatch, subprocess.SubprocessError, OSError) as problem:
            print(f"{name}: {problem}", file=sys.stderr)
            return 1
    write_manifest([read_source(HERE / "plans" / f"{name}.toml") for name in known])
    return 0


def build(source: Source, redraw: bool) -> None:
    """Write the folder of one plan; Mismatch if its PDF does not print what the gold says."""
    folder = HERE / source.name
    folder.mkdir(exist_ok=True)
    if source.data["layout"] in TEXT_DRAWERS:
        ending, write = TEXT_DRAWERS[source.data["layout"]]
        file = folder / f"source{ending}"
        file.write_bytes(write(source))
        check_text(source, file)
        write_gold(source, pages=None, cuts=())
        return
    pdf = folder / "source.pdf"
    if redraw or not pdf.exists():
        draw(source, pdf)
    if pdf.stat().st_size > MEGABYTE:
        raise Mismatch(f"source.pdf has {pdf.stat().st_size} bytes, more than a megabyte")
    pages = page_texts(pdf)
    cuts = check(source, pages)
    write_gold(source, len(pages), cuts)


def write_gold(source: Source, pages: int | None, cuts: Sequence[Cut]) -> None:
    """Write the gold and the notes of one plan; pages is None for text formats."""
    folder = HERE / source.name
    text = json.dumps(gold(source), ensure_ascii=False, indent=1)
    (folder / "gold.json").write_text(text + "\n", encoding="utf-8")
    (folder / "notes.md").write_text(notes(source, pages, cuts), encoding="utf-8")
    size = "" if pages is None else f"{pages} pages, "
    print(f"{source.name}: {size}{len(source.rows)} rows, {len(cuts)} cut by a page break")


def draw(source: Source, pdf: Path) -> None:
    """Draw one plan; SubprocessError if LibreOffice fails."""
    if source.data["layout"] in OWN_DRAWERS:
        OWN_DRAWERS[source.data["layout"]](source, pdf)
        return
    if source.data["producer"] == "ReportLab":
        strokes.draw(source, pdf)
        return
    with tempfile.TemporaryDirectory() as scratch:
        flat = Path(scratch) / f"{source.name}.fodt"
        flat.write_text(flat_odf.draw(source), encoding="utf-8")
        command = ["soffice", f"-env:UserInstallation=file://{scratch}/profile", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", scratch, str(flat)]
        subprocess.run(command, check=True, capture_output=True, timeout=LIBREOFFICE_SECONDS)
        drawn = flat.with_suffix(".pdf").read_bytes()
    pdf.write_bytes(fix_dates(drawn, source))


def fix_dates(drawn: bytes, source: Source) -> bytes:
    """Put the plan's own date in place of the clock's, so that the same pages give the same bytes.

    LibreOffice writes the time of the run into CreationDate, and a digest of it into the file's ID and DocChecksum.
    All keep their length, so every offset in the file stays right.
    """
    day = source.metadata["signed_date"].replace("-", "")
    fixed = re.sub(rb"(/CreationDate\(D:)\d{14}[^)]*", lambda m: _padded(m, day.encode() + b"090000"), drawn)
    fixed = re.sub(rb"(/DocChecksum /)[0-9A-F]{32}", rb"\g<1>" + b"0" * 32, fixed)
    digest = hashlib.sha256(source.name.encode()).hexdigest()[:32].upper().encode()
    return re.sub(rb"<[0-9A-F]{32}>(\s*)<[0-9A-F]{32}>", rb"<" + digest + rb">\1<" + digest + rb">", fixed)


def _padded(match: re.Match[bytes], date: bytes) -> bytes:
    tail = match.group(0)[len(match.group(1)) + 14 :]
    # Z' or +02'00': the offset from UTC, whose form is kept and whose digits become zero.
    return match.group(1) + date + re.sub(rb"\d", b"0", tail)


def notes(source: Source, pages: int | None, cuts: Sequence[Cut]) -> str:
    """What this plan is, where it comes from and what is hard in it."""
    meta = source.metadata
    roles: dict[str, int] = {}
    for row in source.rows:
        for assignment in row.assignments:
            roles[assignment["role"]] = roles.get(assignment["role"], 0) + 1
    counts = ", ".join(f"{role} {number}" for role, number in sorted(roles.items())) or "none"
    file = next((HERE / source.name).glob("source.*")).name
    size = "" if pages is None else f"{pages} pages, "
    cut = ", ".join(f"row {c.row} (pages {c.page} and {c.page + 1})" for c in cuts) or "none"
    own = source.data.get("remarks", [])
    lines = [
        f"# {meta['title']}",
        "",
        f"{meta['document_number']}, {source.printed_date}. Origin: {source.data['kind']}; the place is invented, the",
        f"text was written for this corpus, and `{file}` and `gold.json` come from",
        f"`../plans/{source.name}.toml`. This page is written by `make_corpus.py`.",
        "",
        f"- Producer: {source.data['producer']}; {size}{len(source.rows)} rows.",
        f"- Assignments: {counts}.",
        *([] if pages is None else [f"- Rows cut by a page break: {cut}."]),
        f"- Hard: {source.data['hard']}.",
        *(f"- {remark}" for remark in own),
    ]
    return "\n".join(lines) + "\n"


def write_manifest(sources: Sequence[Source]) -> None:
    """One line for each plan that has been built."""
    with (HERE / "manifest.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for source in sources:
            file = next((HERE / source.name).glob("source.*"), None)
            if file is None:
                continue
            pages: int | str = ""
            if file.suffix == ".pdf":
                with pypdfium2.PdfDocument(file) as document:
                    pages = len(document)
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            assignments = sum(len(row.assignments) for row in source.rows)
            facts = [source.name, source.data["kind"], source.data["producer"], pages, len(source.rows)]
            writer.writerow([*facts, assignments, digest, source.data["hard"]])


if __name__ == "__main__":
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1672531200")
    raise SystemExit(main())
