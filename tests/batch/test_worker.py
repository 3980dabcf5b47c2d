import hashlib

import pytest

from build import assignment, plan, task
from planparse.batch import worker
from planparse.batch.worker import failure_of, parse_one
from planparse.errors import EmptyFile, NotAPlan, UnreadableFile


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "141号.pdf"
    path.write_bytes(b"%PDF-1.4")
    return path


@pytest.fixture
def parsed(monkeypatch):
    def set_to(what):
        def fake(path, *, reader="auto", units=None):
            if isinstance(what, BaseException):
                raise what
            return what

        monkeypatch.setattr(worker, "parse", fake)

    return set_to


def test_plan_bears_its_name_in_the_batch(document, parsed):
    parsed(plan(task(assignment("市审计局"))))
    outcome = parse_one(document, "2017/141号.pdf")
    assert outcome.plan.source.name == "2017/141号.pdf"
    assert outcome.failure is None
    assert outcome.seconds >= 0


def test_named_error_becomes_a_failure_of_its_kind(document, parsed):
    parsed(EmptyFile("the file is empty", where="141号.pdf", advice="download it again"))
    failure = parse_one(document, "2017/141号.pdf").failure
    assert (failure.name, failure.kind) == ("2017/141号.pdf", "empty")
    assert failure.message == "the file is empty. Try: download it again"
    assert failure.sha256 == hashlib.sha256(b"%PDF-1.4").hexdigest()


def test_document_without_tasks_is_a_failure(document, parsed):
    parsed(NotAPlan("no task was found", plan=plan()))
    assert parse_one(document, "a.pdf").failure.kind == "not_a_plan"


def test_fault_of_a_reader_becomes_a_failure_with_its_class(document, parsed):
    parsed(ZeroDivisionError("division\nby zero"))
    failure = parse_one(document, "a.pdf").failure
    assert (failure.kind, failure.message) == ("unreadable", "ZeroDivisionError: division by zero")


def test_lack_of_memory_and_endless_recursion_are_failures(document, parsed):
    parsed(MemoryError())
    assert parse_one(document, "a.pdf").failure.kind == "memory"
    parsed(RecursionError())
    assert parse_one(document, "a.pdf").failure.message == "RecursionError"


def test_interrupt_is_not_taken_for_a_fault_of_the_document(document, parsed):
    parsed(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        parse_one(document, "a.pdf")


def test_file_that_has_gone_is_a_failure_without_hash(tmp_path):
    outcome = parse_one(tmp_path / "gone.pdf", "gone.pdf")
    assert (outcome.failure.kind, outcome.sha256) == ("unreadable", None)


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("141号.pdf, page 3", "page 3: damaged"),
        ("/tmp/in/2017/141号.pdf, page 3", "page 3: damaged"),
        ("141号.pdf", "damaged"),
        ("", "damaged"),
    ],
)
def test_message_keeps_the_place_and_leaves_the_name_to_its_column(where, message):
    assert failure_of("2017/141号.pdf", None, UnreadableFile("damaged", where=where)).message == message
