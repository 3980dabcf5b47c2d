"""One word of a segmented text (分词), and the place where a tokeniser is put in.

A plan can show its words (`Plan.tokens_frame`), yet how words are found is the business of `language`, to the
right of here. So this module holds the value and an empty socket; `planparse/__init__.py`, which stands above all
rooms and runs before any of them, plugs the tokeniser in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Token(NamedTuple):
    """One word, number, mark or name.

    text: as written, white space and invisible characters removed (市 发 改 委 is 市发改委)
    start, end: offsets in the text that was segmented
    kind: `unit`, `date`, `document_number`, `quantity`, `number`, `word` or `mark`
    """

    text: str
    start: int
    end: int
    kind: str


Tokeniser = Callable[[str], Sequence[Token]]

_socket: list[Tokeniser] = []


def plug_in(tokeniser: Tokeniser) -> None:
    """Make this the tokeniser that plans use."""
    _socket[:] = [tokeniser]


def tokens_of(text: str) -> Sequence[Token]:
    """Segment a text with the tokeniser that was plugged in."""
    (tokeniser,) = _socket
    return tokeniser(text)
