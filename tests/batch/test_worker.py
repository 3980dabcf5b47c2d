import pytest

from build import assignment, plan, task
from planparse.batch import worker
from planparse.batch.settings import Limits, Settings
from planparse.batch.worker import Worker, failure_of
from planparse.dataset.parcel import unpacked_rows
from planparse.errors import EmptyFile, NotAPlan, UnreadableFile


@pytest.fixture
def read(monkeypatch):
    """Read a document in this process, with `parse_bytes` giving this plan or raising this error."""

    def call(what, name="2017/141号.pdf", settings=None):
        def fake(data, name, **_):
            if isinstance(what, BaseException):
                raise what
            return what

        monkeypatch.setattr(worker, "parse_bytes", fake)
        return Worker(settings or Settings(), isolated=False).read(b"%PDF-1.4", name)

    return call


def test_plan_bears_its_name_in_the_batch(read):
    answer = read(plan(task(assignment("市审计局"))))
    assert unpacked_rows(answer.rows).plan["name"] == "2017/141号.pdf"
    assert (answer.tasks, answer.kind, answer.by_chance) == (1, "", False)
    assert answer.seconds >= 0 and answer.mib > 0


def test_named_error_becomes_a_failure_of_its_kind(read):
    answer = read(EmptyFile("the file is empty", where="141号.pdf", advice="download it again"))
    assert (answer.kind, answer.message) == ("empty", "the file is empty. Try: download it again")
    assert answer.rows == b""


def test_document_without_tasks_is_a_failure(read):
    assert read(NotAPlan("no task was found", plan=plan())).kind == "not_a_plan"


def test_fault_of_a_reader_becomes_a_failure_with_its_class(read):
    answer = read(ZeroDivisionError("division\nby zero"))
    assert (answer.kind, answer.message) == ("unreadable", "ZeroDivisionError: division by zero")


def test_lack_of_memory_and_endless_recursion_are_failures(read):
    assert read(MemoryError()).kind == "memory"
    assert read(RecursionError("maximum depth")).kind == "unreadable"


def test_a_result_that_is_too_large_is_refused(read):
    answer = read(plan(task(assignment("市审计局"))), settings=Settings(limits=Limits(result_mib=0)))
    assert answer.kind == "page_limit"


def test_a_message_can_be_written_whatever_a_document_puts_into_it(read):
    assert read(ValueError("bad \ud800 name")).message == "ValueError: bad \\ud800 name"


def test_place_is_told_without_the_file_name():
    problem = UnreadableFile("the page is damaged", where="2017/141号.pdf, page 7", advice="download it again")
    failure = failure_of("2017/141号.pdf", "00", problem)
    assert failure.message == "page 7: the page is damaged. Try: download it again"


def test_time_grows_with_the_pages_up_to_a_bound():
    assert [Limits().of_pages(pages) for pages in (0, 8, 400)] == [10.0, 18.0, 410.0]
    assert [Limits().of_pages(9, scans) for scans in (0, 1, 9)] == [19.0, 49.0, 289.0]
    assert Limits().of_pages(5_000) == Limits().of_pages(400, 400) == 3600.0
