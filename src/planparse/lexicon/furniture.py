"""Lines that frame a document and are none of it: the foot of a portal page, the record of a notice (版记).

The patterns stand in `data/page_furniture.csv`; a line without white space is matched as a whole.
"""

from __future__ import annotations

import re
from functools import cache

from planparse.lexicon.load import read_csv


def is_foot(text: str) -> bool:
    """Say whether a line belongs to the foot of a web page: below it stands nothing of the document.

    >>> is_foot("扫一扫在手机打开当前页"), is_foot("（一）打印机等办公设备统一采购。")
    (True, False)
    """
    return _pattern("foot").fullmatch(text) is not None


def is_record(text: str) -> bool:
    """Say whether a line is of the record at the end of a notice: 抄送：…, …2023年3月5日印发."""
    return _pattern("record").fullmatch(text) is not None


def is_file_name(line: str) -> bool:
    """Say whether a line ends with the name of a file, as the links below an article do: 附件：….doc."""
    return _pattern("file").fullmatch(line) is not None


@cache
def _pattern(place: str) -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in read_csv("page_furniture") if row["place"] == place))
