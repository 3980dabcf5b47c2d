import hashlib
import json
import re
from base64 import b64encode
from html import unescape

import pytest

from build import assignment, plan, task
from planparse.dataset.selection import opened
from planparse.errors import OutputError, UsageError
from planparse.outputs.figures.style import STYLES
from planparse.outputs.report.page import FOLDER, SCRIPTS, inert_json, write_report
from planparse.plan import parse

HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(2)>&\u2028\u2029\u202e"{{script}}'


@pytest.fixture
def written(tmp_path):
    def write(*plans, **about):
        path = tmp_path / "report.html"
        write_report(plans, path, **about)
        return path.read_text("utf-8")

    return write


def part(page, tag):
    return re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[1]


def data_in(page):
    return json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])


@pytest.mark.parametrize("tag", ["script", "style"])
def test_the_policy_names_the_hash_of_what_stands_in_the_page(written, tag):
    page = written(plan(task(assignment(HOSTILE))))
    found = "sha256-" + b64encode(hashlib.sha256(part(page, tag).encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert f"{tag}-src '{found}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_words_of_a_document_cannot_become_markup(written):
    made = plan(task(assignment(HOSTILE), goal=HOSTILE, content=HOSTILE), name=HOSTILE, metadata={"title": HOSTILE})
    page = written(made)
    assert page.count("<script") == 2
    assert "<img" not in page
    assert data_in(page)["plans"][0]["tasks"][0]["content"] == HOSTILE
    assert "\u202e" not in part(page, "title")
    assert unescape(part(page, "title")).startswith("</script>")


def test_data_has_none_of_the_signs_that_end_a_script():
    assert not set("<>&\u2028\u2029") & set(inert_json(["<>&\u2028\u2029"]))


def test_no_part_of_the_page_makes_markup_of_text_or_asks_for_anything():
    risky = r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|Function\(|fetch\(|XMLHttp|import\("
    files = [FOLDER / "page.html", FOLDER / "style.css", *(FOLDER / "script").iterdir()]
    assert len(files) == 2 + len(SCRIPTS)
    for file in files:
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(risky, text), file
        assert not re.search(r"https?:|@import|url\(|\bon\w+=|style=", text), file


def test_the_roles_have_the_colours_of_the_figures():
    style = (FOLDER / "style.css").read_text("utf-8")
    for role, (colour, _) in STYLES.items():
        assert f"--{role}: {colour.lower()};" in style


def test_the_same_plans_give_the_same_bytes(written, corpus):
    made = parse(corpus / "lanjiang-2023-17" / "source.pdf")
    assert written(made) == written(made)


def test_a_large_plan_is_a_small_file(written, corpus):
    made = parse(corpus / "xiuzhou-2024-6" / "source.pdf")
    assert len(made.tasks) == 400
    assert len(written(made).encode()) < 1_200_000


def test_the_same_content_twice_is_one_plan_and_plans_stand_by_year(written):
    later, earlier = (
        plan(task(assignment()), name="b.pdf", year=2023),
        plan(task(assignment()), name="a.pdf", year=2022),
    )
    unknown = plan(task(assignment()), name="c.pdf", year=None)
    assert [each.get("year") for each in data_in(written(unknown, later, earlier, later))["plans"]] == [
        2022,
        2023,
        None,
    ]


def test_the_title_and_the_language_can_be_given(written):
    page = written(plan(task(assignment())), title="谁牵头", language="en")
    assert part(page, "title") == "谁牵头"
    assert '<html lang="en">' in page


def test_an_unknown_language_is_refused(written):
    with pytest.raises(UsageError, match="one of zh, en"):
        written(plan(), language="fr")


def test_a_file_that_cannot_be_written_is_said_so(tmp_path):
    with pytest.raises(OutputError):
        write_report([plan()], tmp_path / "missing" / "report.html")


def test_plans_are_taken_from_memory_as_they_are(written):
    made = plan(task(assignment()))
    assert opened(made) == (made,)
    assert data_in(written(made))["plans"][0]["id"] == made.plan_id
