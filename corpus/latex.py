"""Draw a plan as a LaTeX document, which XeLaTeX turns into a PDF.

In comes a `Source`, out goes its PDF: the notice, then one longtable with a full grid. Cells merged downwards are
`multirow` from the top of their first row, with `cline` below the rows that they cover. longtable breaks pages only
between rows and repeats the header; the running head carries the document number.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from structure import Source, TaskRow

XELATEX_SECONDS = 120
# longtable learns its widths in the first run and sets the pages in the second.
RUNS = 2
SPECIAL = {"%": r"\%", "&": r"\&", "_": r"\_", "#": r"\#", "$": r"\$", "+": "{+}"}

PREAMBLE = r"""\documentclass[12pt]{article}
\usepackage[a4paper,top=2.6cm,bottom=2.3cm,left=2cm,right=2cm,headsep=.6cm,footskip=1cm]{geometry}
\usepackage{xeCJK,longtable,multirow,array,fancyhdr,xcolor}
\setmainfont{Noto Serif CJK SC}
\setCJKmainfont{Noto Serif CJK SC}
\setCJKsansfont{Noto Sans CJK SC}
\xeCJKsetup{CheckSingle=true}
\hyphenpenalty=10000 \exhyphenpenalty=10000 \sloppy \parindent=0pt
\pagestyle{fancy}\fancyhf{}\renewcommand{\headrulewidth}{.4pt}
\fancyhead[R]{\small @number@}\fancyfoot[C]{\small — \thepage\ —}
\setlength{\tabcolsep}{3pt}\setlength{\LTleft}{0pt plus 1fill}\setlength{\LTright}{\LTleft}
\renewcommand{\arraystretch}{1.25}
\newcommand{\head}[1]{\multicolumn{1}{|c|}{\CJKfamily{\CJKsfdefault}#1}}
\begin{document}
"""


def draw(source: Source, path: Path) -> None:
    """Write the PDF; SubprocessError if XeLaTeX fails."""
    signed = datetime.fromisoformat(source.metadata["signed_date"]).replace(tzinfo=UTC)
    fixed = os.environ | {"SOURCE_DATE_EPOCH": str(int(signed.timestamp())), "FORCE_SOURCE_DATE": "1"}
    with tempfile.TemporaryDirectory() as scratch:
        paper = Path(scratch) / f"{source.name}.tex"
        paper.write_text(document(source), encoding="utf-8")
        command = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", paper.name]
        for _ in range(RUNS):
            subprocess.run(command, check=True, capture_output=True, timeout=XELATEX_SECONDS, cwd=scratch, env=fixed)
        path.write_bytes(paper.with_suffix(".pdf").read_bytes())


def document(source: Source) -> str:
    """The whole .tex file."""
    preamble = PREAMBLE.replace("@number@", _tex(source.metadata["document_number"]))
    return preamble + "\n".join((*_notice(source), *_table(source))) + "\n\\end{document}\n"


def _tex(text: str) -> str:
    return "".join(SPECIAL.get(char, char) for char in text)


def _notice(source: Source) -> Iterator[str]:
    meta = {key: _tex(value) for key, value in source.metadata.items() if isinstance(value, str)}
    yield (
        r"\vspace*{1cm}\begin{center}{\color{red!82!black}\fontsize{28}{40}\selectfont "
        + meta["masthead"]
        + r"\par}\bigskip"
    )
    yield meta["document_number"] + r"\par\smallskip{\color{red!82!black}\hrule height 1.5pt}\end{center}\bigskip"
    yield r"\begin{center}\fontsize{18}{29}\selectfont " + meta["title"] + r"\par\end{center}\bigskip"
    yield r"{\fontsize{14}{26}\selectfont " + meta["addressees"] + r"\par\parindent=28pt"
    for text in source.data["notice"]["body"]:
        yield _tex(text) + r"\par"
    yield r"\bigskip{\raggedleft " + meta["issuer"] + r"\hspace{1cm}\par " + source.printed_date
    yield r"\hspace{1.4cm}\par}\bigskip （" + meta["disclosure"] + r"）\par}\clearpage"


def _table(source: Source) -> Iterator[str]:
    table = source.data["table"]
    yield r"{\CJKfamily{\CJKsfdefault}附件\par}\begin{center}\fontsize{17}{24}\selectfont"
    yield _tex(source.data["notice"]["annex_title"]) + r"\par\end{center}"
    columns = "|".join(rf">{{\raggedright\arraybackslash}}p{{{width}cm}}" for width in table["widths"])
    yield rf"{{\fontsize{{10.5}}{{16}}\selectfont\begin{{longtable}}{{|{columns}|}}\hline"
    heads = " & ".join(rf"\head{{{_tex(text)}}}" for text in table["columns"])
    yield rf"{heads} \\ \hline\endhead \hline\endfoot \hline\endlastfoot"
    yield from _rows(source.rows, len(table["columns"]))
    yield r"\end{longtable}\par " + _tex(source.data["notice"]["note"]) + r"\par}"


def _rows(rows: Sequence[TaskRow], columns: int) -> Iterator[str]:
    """One line for each row; the rule below it leaves out the columns of cells that go on."""
    lines: list[tuple[str, int]] = []
    for goal, same_goal in groupby(rows, key=lambda row: row.goal):
        goal_rows = list(same_goal)
        goal_cell = _merged(goal or "", len(goal_rows))
        for task, same_task in groupby(goal_rows, key=lambda row: row.task):
            task_rows = list(same_task)
            task_cell = _merged(task or "", len(task_rows))
            for row in task_rows:
                texts = (row.content, *row.cells)
                first = 1 if row is goal_rows[-1] else 2 if row is task_rows[-1] else 3
                lines.append((" & ".join((goal_cell, task_cell, *(_tex(text) for text in texts))), first))
                goal_cell = task_cell = ""
    for number, (cells, first) in enumerate(lines, 1):
        # The last row is closed by the foot of the table.
        rule = "" if number == len(lines) else rf" \cline{{{first}-{columns}}}"
        yield rf"{cells} \\{rule}"


def _merged(text: str, rows: int) -> str:
    return rf"\multirow[t]{{{rows}}}{{=}}{{{_tex(text)}}}" if rows > 1 else _tex(text)
