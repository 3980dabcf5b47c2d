import json
from dataclasses import replace
from pathlib import Path

import pytest

from build import assignment, plan, task
from planparse.batch import worker
from planparse.cli import parse as parse_command
from planparse.cli.main import main
from planparse.evaluate import score
from planparse.model.plan import Warning


@pytest.fixture
def run(capfd):
    """Run the command line in this process; gives code, standard output and standard error."""

    def call(*args):
        code = main([str(arg) for arg in args])
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.fixture
def parsed(monkeypatch):
    """Let every command parse to this plan, or fail with this error; gives the calls."""
    calls = []

    def set_to(what):
        def fake(path, *, reader="auto", units=None, **_):
            calls.append((Path(path).name, reader))
            if isinstance(what, BaseException):
                raise what
            return what

        for module in (parse_command, score):
            monkeypatch.setattr(module, "parse", fake)
        monkeypatch.setattr(worker, "parse_bytes", lambda data, name, reader, **_: fake(name, reader=reader))
        return calls

    return set_to


@pytest.fixture
def suzhou():
    """A plan of two tasks and three assignments, one of them unsure, with a warning."""
    made = plan(
        task(
            assignment("市国资委", "lead"),
            assignment("市财政局", "cooperate", confidence=0.6),
            task="（一）国企",
            responsibility_text="市国资委牵头落实，市财政局予以配合",
        ),
        task(assignment("各市（区）", "responsible", collective=True), id="t002", content="公开审计结果", page=2),
    )
    return replace(made, warnings=(Warning("no_text_on_page", "the page shows a picture", 7),))


@pytest.fixture
def gold_folder(tmp_path, suzhou):
    """A folder with a document and the gold that agrees with `suzhou`."""
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "plan.pdf").write_bytes(b"%PDF-1.4")
    rows = [
        {
            "goal": each.goal,
            "task": each.task,
            "content": each.content,
            "responsibility_text": each.responsibility_text,
            "assignments": [{"unit": a.unit, "role": str(a.role)} for a in each.assignments],
        }
        for each in suzhou.tasks
    ]
    gold = {"metadata": {"title": suzhou.metadata.title, "issuer": "苏州市人民政府"}, "rows": rows}
    (folder / "plan.gold.json").write_text(json.dumps(gold, ensure_ascii=False), "utf-8")
    return folder
