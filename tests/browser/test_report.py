"""The page of a report in a browser: what it shows, that nothing leaves it, and that no words of a document run in it.

One Chromium serves the whole module. `PLANPARSE_SCREENSHOTS` names a folder in which the pictures are kept.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from build import assignment, evidence, plan, task
from planparse.model.plan import Reading, Role
from planparse.outputs.report.page import write_report
from planparse.outputs.report.pages import PageImage, page_images
from planparse.outputs.report.payload import unit_key
from planparse.plan import parse

webdriver = pytest.importorskip("selenium.webdriver")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")

OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1440,1000",
)

WATCH = """
window.seen = { alerts: 0, violations: [], errors: [] };
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => { window.seen.alerts += 1; };
document.addEventListener("securitypolicyviolation", (event) => window.seen.violations.push(event.violatedDirective));
window.addEventListener("error", (event) => window.seen.errors.push(event.message));
"""
"""Runs before the page's own script, and counts what must not happen."""

VIEWS = ("matrix", "network", "flow", "list")

HOSTILE = (
    "<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "javascript:alert(3)", "{{7*7}}",
    "${alert(4)}", "\u202e市审计局", "\x00市审计局", "<svg onload=alert(5)>", "\"><b>", "'onmouseover='alert(7)",
    "<!--", "<iframe srcdoc='<script>alert(6)</script>'>", "]]>", "<style>*{display:none}</style>",
    r"\u003cscript\u003e",
    "<a href=javascript:alert(8)>x</a>", "&lt;script&gt;alert(9)&lt;/script&gt;", "\u2028alert(10)\u2029", "\ufeff",
    "\u2066市\u2069\u2069", "<base href=//x>", "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=x>",
    "<object data=x>", "<embed src=x>", "<form action=x><input autofocus onfocus=alert(11)>", "<body onload=alert(13)>",
    "<math><mi xlink:href='javascript:alert(12)'>", "\x1b[2J", "\ud800", "\udfff市", "%3Cscript%3E", "#unit=x&task=y",
    "../../etc", "data:text/html,<script>alert(14)</script>", "市" * 80, "e\u0301" * 40, "שלום עולם", "مرحبا بالعالم",
    "👩‍👩‍👧‍👦", "constructor", "__proto__", "null", "undefined", "0", "-1", "=1+1", "\n\n\n", "\t",
    "<template><img src=x onerror=alert(15)></template>",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if not CHROMIUM or not DRIVER:
        pytest.skip("needs chromium and chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for option in (*OPTIONS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=DRIVER))
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def lanjiang(request):
    return parse(Path(request.config.rootpath) / "corpus/lanjiang-2023-17/source.pdf")


@pytest.fixture
def opened(browser, tmp_path):
    """Write a report, open it, and see to it at the end that nothing happened that must not."""

    def show(*plans, address="", **about):
        path = tmp_path / "report.html"
        write_report(plans, path, **about)
        browser.get("about:blank")
        browser.get_log("performance")
        browser.get_log("browser")
        browser.get(path.as_uri() + address)
        return browser

    window(browser)
    yield show
    assert browser.execute_script("return window.seen") == {"alerts": 0, "violations": [], "errors": []}
    assert browser.get_log("browser") == []
    assert not requests(browser)
    assert (
        browser.execute_script(
            "return performance.getEntriesByType('resource').filter(e => !e.name.startsWith('data:'))"
        )
        == []
    )


def requests(browser):
    """Addresses that were asked for, besides the page itself."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    return [address for address in asked if not address.startswith(("file:", "data:", "about:"))]


def window(browser, width=1440, height=1000, *, dark=False):
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})


def click(browser, selector):
    """Click without the mouse, which SVG groups and what lies outside of the window do not get."""
    browser.execute_script(
        "document.querySelector(arguments[0]).dispatchEvent(new MouseEvent('click', {bubbles: true}))", selector
    )


def texts(browser, selector):
    return browser.execute_script(
        "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector
    )


def press(browser, *keys):
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(browser).send_keys(*keys).perform()


def focused(browser):
    return browser.execute_script(
        "const e = document.activeElement; return e.id || e.getAttribute('data-unit') || e.tagName"
    )


def hostile_plan():
    """Fifty labels, each in every place where a document may put it."""
    tasks = []
    for number, label in enumerate(HOSTILE):
        unit = assignment(
            label, tuple(Role)[number % 7], needs_review=True, alternatives=(Reading(label, Role.LEAD, label),),
            evidence=(evidence(label, page=None),), confidence=0.5, unit_id=label if number % 2 else None,
        )  # fmt: skip
        both = (unit, assignment(HOSTILE[number - 1], "cooperate"))
        tasks.append(
            task(
                *both,
                id=f"t{number + 1:03}",
                goal=label,
                task=label,
                content=label,
                responsibility_text=label,
                page=None,
            )
        )
    about = {"title": HOSTILE[0] + HOSTILE[1], "issuer": HOSTILE[2]}
    return plan(*tasks, name=HOSTILE[1], metadata=about)


def test_no_words_of_a_document_run_and_no_element_is_made_of_them(opened):
    assert len(HOSTILE) == 50
    browser = opened(hostile_plan(), plan(task(assignment()), name="142号.pdf", year=2018))
    strange = "img, iframe, object, embed, a, form, base, template, math, audio, video"
    count = f"return document.querySelectorAll('{strange}').length"
    for scope in ("all", "plan"):
        if scope == "plan":
            click(browser, "[data-scope='year:2017']")
        for view in VIEWS:
            click(browser, f"#tab-{view}")
            for number in range(0, 50, 5):
                browser.execute_script(
                    "const list = document.querySelectorAll('.rank button'); list[arguments[0] % list.length].click();"
                    "const task = document.querySelector('#panel [data-task]'); if (task) task.click();", number,
                )  # fmt: skip
            assert browser.execute_script(count) == 0
            assert browser.execute_script("return document.querySelectorAll('script').length") == 2
            assert browser.execute_script("return document.querySelectorAll('style').length") == 1
    assert any("<img src=x onerror=alert(1)>" in text for text in texts(browser, ".rank bdi"))
    assert "{{7*7}}" in texts(browser, ".rank bdi")


def test_the_policy_stops_markup_even_where_a_script_would_make_it(browser, opened, tmp_path):
    opened(plan(task(assignment())))
    browser.execute_script("document.getElementById('foot').innerHTML = '<img src=x onerror=alert(1)>'")
    browser.execute_async_script("setTimeout(arguments[0], 200)")
    seen = browser.execute_script(
        "const seen = window.seen; window.seen = {alerts: 0, violations: [], errors: []}; return seen"
    )
    assert seen["alerts"] == 0
    assert seen["violations"]
    browser.execute_script("performance.clearResourceTimings()")
    browser.get_log("browser")


def test_choosing_a_unit_lights_up_its_tasks_and_partners_in_each_view(opened, lanjiang):
    browser = opened(lanjiang)
    click(browser, ".rank button")
    name = texts(browser, ".rank button.on bdi")
    assert name == texts(browser, "#panel h2 bdi") == texts(browser, ".matrix tr.on th bdi")
    assert len(texts(browser, ".matrix .number.on")) == len(texts(browser, "#panel [data-task]")) == 11
    click(browser, "#tab-network")
    assert len(texts(browser, ".net .node.on")) == 1
    assert len(texts(browser, ".net .chosen-tie")) == len(texts(browser, ".net .node.near")) > 5
    click(browser, "#tab-flow")
    assert len(texts(browser, ".flow path.on")) >= 5
    click(browser, "#tab-list")
    assert len(texts(browser, ".tasks .row")) == 11


def test_choosing_a_task_lights_up_its_units_and_shows_where_it_was_read(opened, lanjiang, corpus):
    images = page_images(lanjiang, corpus / "lanjiang-2023-17" / "source.pdf")
    browser = opened(lanjiang, documents={lanjiang.plan_id: images})
    click(browser, ".matrix .number")
    units = [each.unit for each in lanjiang.tasks[0].assignments]
    assert set(texts(browser, "#panel li bdi")) == set(units)
    assert len(texts(browser, ".rank button.on")) == len(set(units))
    box = browser.execute_script("return document.querySelector('.crop rect').getAttribute('x')")
    assert float(box) == pytest.approx(lanjiang.tasks[0].evidence[0].bbox[0] - 1.5, abs=0.1)
    assert (
        browser.execute_script("return document.querySelector('.crop image').getAttribute('href').slice(0, 10)")
        == "data:image"
    )


def test_without_pictures_the_place_is_told_in_words(opened):
    made = plan(task(assignment("市审计局", page=None), page=None), task(assignment("市财政局"), id="t002"))
    browser = opened(made, address=f"#task={made.plan_id}/t001")
    assert "第 1 段" in texts(browser, "#panel figcaption")[0]
    browser = opened(made, address=f"#task={made.plan_id}/t002")
    assert "第 1 页 · 位置 461, 121, 540, 151" in texts(browser, "#panel figcaption")


def test_a_unit_is_chosen_among_500_without_a_wait(opened, capsys):
    # Each unit works with the next ones, so that every circle has ties.
    tasks = [
        task(
            *(assignment(f"第{(first + step) % 500}号市局", "cooperate" if step else "lead") for step in range(5)),
            id=f"t{first:03}",
        )
        for first in range(500)
    ]
    browser = opened(plan(*tasks), address="#view=network")
    assert len(texts(browser, ".net .node")) == 500
    milliseconds = browser.execute_script("""
        const times = [];
        for (let number = 0; number < 12; number += 1) {
          const node = document.querySelectorAll(".net .node")[number * 40];
          const start = performance.now();
          node.dispatchEvent(new MouseEvent("click", { bubbles: true }));
          document.body.getBoundingClientRect(); // what is changed is laid out
          times.push(performance.now() - start);
        }
        return times.sort((a, b) => a - b);
    """)
    first = browser.execute_script("return performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
    with capsys.disabled():
        middle, worst = milliseconds[6], milliseconds[-1]
        print(
            f"\n500 units: choosing one takes {middle:.0f} ms, at most {worst:.0f}; first picture after {first:.0f} ms"
        )
    assert len(texts(browser, ".net .node.on")) == 1
    assert milliseconds[6] < 500


def test_the_keyboard_alone_is_enough(opened, lanjiang):
    from selenium.webdriver.common.keys import Keys

    browser = opened(lanjiang)
    press(browser, "/")
    assert focused(browser) == "search"
    press(browser, "财政")
    assert texts(browser, ".rank bdi") == ["市财政局"]
    press(browser, Keys.ARROW_DOWN, Keys.ENTER)
    assert texts(browser, "#panel h2 bdi") == ["市财政局"]
    press(browser, Keys.ESCAPE)
    assert len(texts(browser, ".rank button")) == 38
    press(browser, Keys.ESCAPE)
    assert texts(browser, ".rank button.on") == []
    browser.execute_script("document.querySelector('.rank button').focus()")
    press(browser, Keys.ARROW_DOWN)
    assert focused(browser) == browser.execute_script(
        "return document.querySelectorAll('.rank button')[1].dataset.unit"
    )
    browser.execute_script("document.getElementById('tab-matrix').focus()")
    press(browser, Keys.ARROW_RIGHT)
    assert focused(browser) == "tab-network"
    assert len(texts(browser, ".net .node")) > 10
    press(browser, Keys.ARROW_LEFT)
    browser.execute_script("document.querySelector('.matrix tbody th').focus()")
    press(browser, Keys.ARROW_RIGHT, Keys.ENTER)
    assert len(texts(browser, ".chip")) == 2


def test_the_address_holds_what_is_chosen_and_the_back_button_undoes_it(opened, lanjiang):
    unit = lanjiang.tasks[0].assignments[0]
    browser = opened(lanjiang, address=f"#view=network&unit={unit_key(lanjiang, unit)}&lang=en")
    assert texts(browser, "#panel h2 bdi") == [unit.unit]
    assert "Network" in texts(browser, "#tabs [aria-selected='true']")
    click(browser, "#tab-flow")
    kept = browser.current_url
    assert "view=flow" in kept
    browser.back()
    assert texts(browser, "#tabs [aria-selected='true']") == ["Network"]
    browser.get("about:blank")
    browser.get(kept)
    assert texts(browser, "#tabs [aria-selected='true']") == ["Flow"]
    assert texts(browser, ".chip bdi") == [unit.unit]


@pytest.mark.parametrize(
    "address", ["#view=x&unit=y&task=z&scope=q&group=-1&lang=fr", "#%E0%A4%A", "#<script>", "#__proto__=1"]
)
def test_an_address_that_means_nothing_shows_the_start(opened, address):
    browser = opened(plan(task(assignment())), address=address)
    assert texts(browser, "#tabs [aria-selected='true']") == ["矩阵"]
    assert texts(browser, ".chip") == []


def test_the_year_can_be_switched(opened):
    plans = [
        plan(
            task(assignment("市审计局", unit_id="320500/审计局"), assignment(f"{year}年专班")),
            name=f"{year}.pdf",
            year=year,
        )
        for year in (2022, 2023, 2023, 2024)
    ]
    plans[2] = plan(*plans[2].tasks, name="2023-2.pdf", year=2023)
    browser = opened(*plans)
    assert texts(browser, ".years button") == ["全部", "2022", "2023", "2024"]
    assert texts(browser, ".rank bdi")[0] == "市审计局"
    click(browser, ".rank button")
    click(browser, "[data-scope='year:2023']")
    assert texts(browser, "#figures b")[0] == "2"
    assert texts(browser, ".chip bdi") == ["市审计局"]
    browser.execute_script(
        "const plan = document.getElementById('plan'); plan.selectedIndex = 1; plan.dispatchEvent(new Event('change'))"
    )
    assert texts(browser, "#figures b")[0] == "1"
    browser.back()
    assert texts(browser, ".years [aria-pressed='true']") == ["2023"]


def test_the_language_and_the_light_can_be_switched(opened, lanjiang):
    browser = opened(lanjiang)
    assert texts(browser, "#tab-matrix") == ["矩阵"]
    click(browser, "#language")
    assert texts(browser, "#tab-matrix") == ["Matrix"]
    assert browser.execute_script("return document.documentElement.lang") == "en"
    ground = "return getComputedStyle(document.body).backgroundColor"
    before = browser.execute_script(ground)
    click(browser, "#theme")
    assert browser.execute_script(ground) != before
    zh, en = browser.execute_script("return [Object.keys(WORDS.zh), Object.keys(WORDS.en)]")
    assert zh == en


def test_edges_that_need_review_are_marked_and_can_be_seen_alone(opened):
    made = plan(task(assignment("市审计局", needs_review=True), assignment("市财政局")))
    browser = opened(made)
    assert len(texts(browser, ".matrix .review")) == 1
    click(browser, "#only-review")
    assert texts(browser, ".rank bdi") == ["市审计局"]
    click(browser, "#only-review")
    assert len(texts(browser, ".rank bdi")) == 2


def test_a_role_can_be_switched_off(opened):
    browser = opened(plan(task(assignment("市审计局"), assignment("市财政局", "cooperate"))))
    click(browser, "[data-role='cooperate']")
    assert texts(browser, ".rank bdi") == ["市审计局"]


AWKWARD = {
    "no plans": [],
    "no tasks": [plan()],
    "no units": [plan(task())],
    "one unit": [plan(task(assignment()))],
    "a name of 80 characters": [
        plan(task(assignment("市" * 80), assignment("x" * 80), content="很" * 900, goal="长" * 200))
    ],
    "200 units in one cell": [plan(task(*(assignment(f"第{number}号市局") for number in range(200))))],
    "no goals": [plan(*(task(assignment(), id=f"t{n:03}", goal=None) for n in range(130)))],
    "a goal each": [plan(*(task(assignment(), id=f"t{n:03}", goal=f"{n}、目标") for n in range(90)))],
    "no year": [plan(task(assignment()), year=None), plan(task(assignment()), name="b.pdf", year=None, region=None)],
}


@pytest.mark.parametrize("plans", AWKWARD.values(), ids=AWKWARD)
@pytest.mark.parametrize("width", [1440, 800, 400])
def test_awkward_plans_are_pages_that_stay_within_the_window(opened, plans, width):
    browser = opened(*plans)
    window(browser, width)
    for view in VIEWS:
        click(browser, f"#tab-{view}")
        browser.execute_script("const unit = document.querySelector('.rank button'); if (unit) unit.click();")
        browser.execute_script("const task = document.querySelector('#panel [data-task]'); if (task) task.click();")
        wide, room = browser.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= room, view


def test_the_largest_plan_of_the_corpus_is_shown_by_goals(opened, corpus):
    browser = opened(parse(corpus / "xiuzhou-2024-6" / "source.pdf"))
    assert len(texts(browser, ".matrix .group")) == 11
    click(browser, ".matrix .group")
    assert len(texts(browser, ".matrix .number")) == 40
    click(browser, "#tab-list")
    assert len(texts(browser, ".tasks .row")) == 40


def chinese_font():
    found = (
        shutil.which("fc-list")
        and subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False).stdout
    )
    return bool(found)


@pytest.mark.parametrize("width", [1440, 800])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pictures_of_the_page_can_be_looked_at(opened, lanjiang, corpus, tmp_path, width, dark):
    if not chinese_font():
        pytest.skip("needs a Chinese font")
    folder = Path(os.environ.get("PLANPARSE_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    images = page_images(lanjiang, corpus / "lanjiang-2023-17" / "source.pdf")
    browser = opened(lanjiang, documents={lanjiang.plan_id: images})
    window(browser, width, dark=dark)
    browser.execute_script("document.querySelectorAll('.rank button')[1].click()")
    for view in VIEWS:
        click(browser, f"#tab-{view}")
        browser.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
        path = folder / f"report-{view}-{width}-{'dark' if dark else 'light'}.png"
        assert browser.save_screenshot(str(path))
        assert path.stat().st_size > 10_000


def test_a_picture_of_a_page_that_is_none_is_not_asked_for(opened):
    made = plan(task(assignment()))
    images = {1: PageImage(1, 595.0, 842.0, "https://localhost/page.webp")}
    browser = opened(made, documents={made.plan_id: images}, address=f"#task={made.plan_id}/t001")
    assert texts(browser, ".crop image") == []
