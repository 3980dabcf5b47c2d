"""The words of a plan: `Plan.tokens_frame` has them from the tokeniser that planparse plugs in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from build import assignment, plan, task
from planparse.model import token


def test_the_frame_has_each_word_of_each_task_with_its_place() -> None:
    content = "推进政务公开，2017年底前完成"
    responsible = "市审计局牵头"
    frame = plan(task(assignment("市审计局"), content=content, responsibility_text=responsible)).tokens_frame()
    assert list(frame.columns) == ["task_id", "field", "position", "token", "kind", "start", "end"]
    words = frame[frame.field == "content"]
    assert list(words.token) == ["推进", "政务公开", "，", "2017年底前", "完成"]
    assert list(words.kind) == ["word", "word", "mark", "date", "word"]
    assert list(words.position) == [1, 2, 3, 4, 5]
    assert [content[start:end] for start, end in zip(words.start, words.end, strict=True)] == list(words.token)
    names = frame[frame.field == "responsibility_text"]
    assert [*zip(names.token, names.kind, strict=True)] == [("市审计局", "unit"), ("牵头", "word")]
    assert set(frame.task_id) == {"t001"}


def test_a_plan_without_tasks_has_an_empty_frame_with_columns() -> None:
    frame = plan().tokens_frame()
    assert len(frame) == 0
    assert "token" in frame.columns


def test_the_tokeniser_is_there_wherever_the_plan_comes_from() -> None:
    code = "from planparse.model.token import tokens_of; print(tokens_of('市审计局牵头')[0].kind)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "unit\n"


def test_another_tokeniser_can_be_plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token, "_socket", list(token._socket))
    token.plug_in(lambda text: [token.Token(char, at, at + 1, "word") for at, char in enumerate(text)])
    frame = plan(task(content="公开", responsibility_text="")).tokens_frame()
    assert list(frame.token) == ["公", "开"]
