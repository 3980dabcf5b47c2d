"""Draw a plan as the page of a government portal, the way such pages reach a reader: with everything around it.

In comes a `Source` with a script, out go the bytes of the HTML file in UTF-8: navigation, a box of metadata, the
article, related links. `old_page.py` draws an older kind of page.
"""

from collections.abc import Iterator
from html import escape

from script import Line
from structure import Source

STYLE = """
body { margin: 0; font: 16px/1.9 "Microsoft YaHei", sans-serif; color: #333 }
.box td { border: 1px solid #ccd; padding: 4px 8px } .content p { text-indent: 2em } .hide { display: none }
"""


def draw(source: Source) -> bytes:
    """Give the page as UTF-8."""
    page = source.data["page"]
    lines = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        "<head>",
        '<meta charset="utf-8">',
        f"<title>{escape(source.metadata['title'])}_{page['site']}</title>",
        *(f'<meta name="{name}" content="{escape(text)}">' for name, text in page["meta"].items()),
        f"<style>{STYLE}</style>",
        "<script>var siteId='3700'; function share(to){window.open('/share?to='+to)} /* 责任单位：市示例局 */</script>",
        "</head>",
        "<body>",
        '<div class="header"><a href="/"><img src="/images/logo.png" alt="' + page["site"] + '"></a>',
        '<form action="/search"><input name="q" placeholder="请输入关键字"><button>搜索</button></form></div>',
        '<ul class="nav">' + _links(page["navigation"]) + "</ul>",
        '<div class="crumb">当前位置：'
        + " &gt; ".join(f'<a href="/c{n}">{t}</a>' for n, t in enumerate(page["crumb"])),
        "</div>",
        '<table class="box"><tbody>',
        *_box(page["box"]),
        "</tbody></table>",
        '<div class="tools"><span>字体：【<a>大</a> <a>中</a> <a>小</a>】</span> <span>分享到：</span>',
        '<a title="微信"></a><a title="微博"></a> <span>浏览次数：<em id="hits">1268</em></span>',
        '<a href="javascript:print()">打印</a></div>',
        '<div class="article">',
        f"<h1>{escape(source.metadata['title'])}</h1>",
        f'<p class="source">{escape(page["line"])}</p>',
        '<div class="content" id="zoom">',
        *_notice(source),
        *_body(source),
        "</div>",
        '<div class="qr hide">扫一扫在手机打开当前页</div>',
        "</div>",
        '<div class="related"><h3>相关链接</h3><ul>' + _links(page["related"]) + "</ul></div>",
        '<div class="footer">' + "".join(f"<p>{escape(text)}</p>" for text in page["footer"]) + "</div>",
        "</body>",
        "</html>",
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _links(words: list[str]) -> str:
    return "".join(f'<li><a href="/n{number}.html">{escape(text)}</a></li>' for number, text in enumerate(words))


def _box(pairs: list[list[str]]) -> Iterator[str]:
    for row in pairs:
        # A row of the box holds two pairs, or one that runs over both.
        cells = [f'<td class="name">{row[at]}</td><td>{escape(row[at + 1])}</td>' for at in range(0, len(row), 2)]
        if len(cells) == 1:
            cells = [cells[0].replace("</td><td>", '</td><td colspan="3">')]
        yield "<tr>" + "".join(cells) + "</tr>"


def _notice(source: Source) -> Iterator[str]:
    meta = source.metadata
    yield f'<p style="text-align: center">{meta["document_number"]}</p>'
    yield f'<p style="text-indent: 0">{meta["addressees"]}</p>'
    yield from (f"<p>{escape(text)}</p>" for text in source.data["notice"]["body"])
    yield f'<p style="text-align: right">{meta["issuer"]}</p>'
    yield f'<p style="text-align: right">{source.printed_date}&nbsp;&nbsp;&nbsp;</p>'
    yield f"<p>（{meta['disclosure']}）</p>"
    yield f'<p style="text-align: center"><strong>{source.data["notice"]["annex_title"]}</strong></p>'


def _body(source: Source) -> Iterator[str]:
    assert source.script is not None
    for number, line in enumerate(source.script.entries):
        assert isinstance(line, Line)
        text = escape(line.text)
        if line.kind == "heading" and line.level == 1:
            yield f'<p><span style="font-family: 黑体">{text}</span></p>'
        elif line.kind == "heading":
            yield f'<p><span style="font-family: 楷体"><strong>{text}</strong></span></p>'
        elif line.opening:
            # Editors of portals leave every way of writing an indent behind.
            space = "&emsp;&emsp;" if number % 3 == 0 else "　　" if number % 3 == 1 else ""
            yield f"<p>{space}<strong>{escape(line.opening)}。</strong>{text}</p>"
        else:
            yield f"<p><span>{text}</span></p>"
