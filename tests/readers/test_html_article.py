"""The article is told from the page around it."""

from webpages import HEAD, TASK, TITLE, grid, inside, lines, outside

PORTAL = f"""{HEAD}
<div class=top><h1>云泽市人民政府</h1><ul><li><a href=/>首页</a><li><a href=/a>政务公开</a></ul></div>
<nav><a href=/>首页</a> 导航的说明文字</nav>
<div>当前位置：<a href=/>首页</a> &gt; 要点全文</div>
<h2>{TITLE}</h2>
<p>云政办〔2031〕17号</p>
<div>发布日期：2031-03-08 来源：市政府办</div>
<div class=text>{TASK * 6}<p>【打印】【关闭】</p></div>
<p>附件：<a href=a.doc>任务分解表.doc</a></p>
<ul><li><a href=x>一图读懂工作要点</a></ul>
<footer>主办：云泽市人民政府办公室，地址：云泽市中山路1号</footer>"""


def test_article_is_told_from_the_page_around_it():
    assert inside(PORTAL) == [TITLE, "云政办〔2031〕17号", *lines(TASK * 6), "附件：任务分解表.doc"]


def test_title_of_an_annex_is_not_taken_for_the_title_of_the_page():
    notice = f"关于印发{TITLE}的通知"
    page = f"<title>{notice}</title><h1>{notice}</h1><div id=zoom>{TASK * 6}<p align=center>{TITLE}</p>{TASK * 6}</div>"
    assert inside(page)[0] == notice


def test_line_of_dates_inside_the_article_stands_outside():
    page = f"{HEAD}<div><h1>{TITLE}</h1><p>来源：县政府办公室　发布日期：2031-3-8</p>{TASK * 6}</div>"
    assert outside(page) == ["来源：县政府办公室发布日期：2031-3-8"]


def test_lines_around_the_article_are_kept_in_order_and_navigation_is_not():
    assert outside(PORTAL) == [
        "云泽市人民政府",
        "当前位置：首页>要点全文",
        "发布日期：2031-03-08来源：市政府办",
        "【打印】【关闭】",
    ]


def test_notice_before_a_long_table_belongs_to_the_article():
    rows = "<tr><td>（一）公开财政收支情况，提升服务水平<td>市财政局牵头落实" * 200
    page = f"{HEAD}<h1>{TITLE}</h1>{TASK * 3}<table border=1><tr><th>任务<th>单位{rows}</table>"
    assert outside(page) == []
    assert len(grid(page).rows) == 202


def test_known_name_marks_a_short_article():
    news = "<div>" + "<p>市长主持召开会议，研究部署有关工作，提出明确要求。</p>" * 5 + "</div>"
    page = f'{HEAD}<div><div id="UCAP-CONTENT">{TASK * 5}</div>{news}</div>'
    assert len(inside(page)) == 5
    assert len(outside(page)) == 5


def test_two_parts_of_one_name_are_one_article():
    part = f"<div class=TRS_Editor>{TASK * 3}</div>"
    assert len(inside(f"{HEAD}<div>{part}<p>任务分解表</p>{part}</div>")) == 7


def test_two_halves_without_a_name_are_both_taken():
    assert len(inside(f"{HEAD}<div>{TASK * 3}</div><div>{TASK * 3}</div>")) == 6


def test_signature_called_foot_is_not_lost():
    page = f"{HEAD}<div>{TASK * 6}<div class=foot>云泽市人民政府办公室<br>2031年3月8日</div></div>"
    assert inside(page)[-2:] == ["云泽市人民政府办公室", "2031年3月8日"]
