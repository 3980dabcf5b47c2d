import re
from datetime import date
from html.parser import HTMLParser

import pytest

from build import assignment, plan, task
from planparse.model.plan import Deadline, Quantity, Reading, Role
from planparse.model.shown import ROLE_MARKS, inert, places
from planparse.outputs.figures.style import STYLES

HOSTILE = ["<img src=x onerror=alert(1)>", "</td><script>alert(2)</script>", "\u202e市审计局", "市\x00局", "$\\(x\\)$"]


def text_of(shown):
    class Words(HTMLParser):
        words, tags = "", ()

        def handle_data(self, data):
            self.words += data

        def handle_starttag(self, tag, attrs):
            self.tags = (*self.tags, tag, *(name for name, _ in attrs if name != "style"))

    reader = Words()
    reader.feed(shown)
    return reader.words, set(reader.tags)


def test_a_task_shows_who_does_what_until_when_and_where_that_stands():
    given = task(
        assignment(
            "市审计局", "lead", confidence=0.6, needs_review=True, alternatives=(Reading("审计局", Role.LEAD, "crf"),)
        ),
        path=("一、公开", "（一）审计"),
        deadlines=(Deadline("年底前", end=date(2017, 12, 31)),),
        quantities=(Quantity("不低于80%", ">=", 80, "%"),),
    )
    words, _ = text_of(given._repr_html_())
    for shown in ("t001", "一、公开", "（一）审计", "市审计局", "牵头", "0.60", "review", "审计局 lead (crf)"):
        assert shown in words, shown
    for shown in ("p. 1, box 461.2", "until 2017-12-31", ">= 80 %"):
        assert shown in words, shown


def test_a_plan_shows_its_first_tasks_and_says_how_many_more_there_are():
    given = plan(*(task(assignment("市财政局"), id=f"t{n:03d}") for n in range(1, 61)))
    words, _ = text_of(given._repr_html_())
    assert "苏府办〔2017〕141号" in words
    assert "60 tasks" in words
    assert "t050" in words and "t051" not in words
    assert "10 more tasks" in words


def test_what_is_unsure_is_marked():
    words, _ = text_of(plan(task(assignment("市财政局", needs_review=True)))._repr_html_())
    assert "1 to be reviewed" in words


def test_an_empty_plan_and_a_task_without_units_show_themselves():
    assert "0 tasks" in text_of(plan()._repr_html_())[0]
    assert "no unit was read in: 某单位" in text_of(task(responsibility_text="某单位")._repr_html_())[0]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_of_a_document_acts(hostile):
    given = plan(
        task(assignment(hostile), content=hostile, goal=hostile, task=hostile, path=(hostile,)),
        metadata={"title": hostile, "issuer": hostile},
    )
    for shown in (given._repr_html_(), given.tasks[0]._repr_html_()):
        _, tags = text_of(shown)
        assert tags <= {"p", "b", "bdi", "span", "table", "thead", "tbody", "tr", "th", "td"}
        assert not re.search("[\x00-\x08\u202a-\u202e]", shown)


def test_a_text_that_is_turned_stands_by_itself():
    assert inert("שלום") == "<bdi>שלום</bdi>"


def test_a_place_of_a_text_format_is_its_paragraph_and_characters():
    given = assignment("市审计局", page=None)
    assert "paragraph 1, characters 0–4" in places(given.evidence)


def test_roles_have_the_words_and_order_of_the_pictures():
    assert list(ROLE_MARKS) == [str(role) for role in STYLES]
    for role, (_, words) in STYLES.items():
        assert ROLE_MARKS[role][1] == words.split()[0]
