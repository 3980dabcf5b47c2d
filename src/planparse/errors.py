"""What can go wrong, where it did, and what to do about it.

    PlanparseError
    ├── InputError            one document could not be used; `kind` is its row in a batch's failures
    │   ├── UnreadableFile    unreadable           damaged, or not what its name says
    │   ├── EncryptedFile     encrypted            needs a password
    │   ├── UnsupportedFormat unsupported_format   readable by others, not by planparse
    │   ├── EmptyFile         empty                no bytes, or no text at all
    │   ├── NotAPlan          not_a_plan           read well, but holds no task; `.plan` has the rest
    │   ├── PageLimit         page_limit           more pages or characters than allowed
    │   ├── OutOfTime         timeout
    │   └── OutOfMemory       memory
    ├── UsageError            the call itself is wrong: missing path, unknown option, unreadable dataset
    └── OutputError           the output cannot be written

Every error carries one sentence, the place it speaks of, and an advice. `str(error)` is the one line
that the command shows.
"""

from __future__ import annotations

from typing import Any


class PlanparseError(Exception):
    """Base of all errors of planparse.

    message: what is wrong, without the place
    where: the file, and where it helps the page or row ("plan.pdf, page 3"); may be empty
    advice: what the reader can do; may be empty
    """

    exit_code = 70

    def __init__(self, message: str, *, where: str = "", advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.advice = advice

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        if self.advice:
            text = f"{text}. Try: {self.advice}"
        return " ".join(text.split())


class InputError(PlanparseError):
    """One document could not be used; `kind` names the reason in a batch."""

    kind = "unreadable"
    exit_code = 3


class UnreadableFile(InputError):
    """The file is damaged, or is not what its name says."""

    kind = "unreadable"


class EncryptedFile(InputError):
    """The file opens only with a password."""

    kind = "encrypted"


class UnsupportedFormat(InputError):
    """The file is of a kind that planparse does not read."""

    kind = "unsupported_format"


class EmptyFile(InputError):
    """The file has no bytes, or no text at all."""

    kind = "empty"


class PageLimit(InputError):
    """The file has more pages or characters than allowed."""

    kind = "page_limit"


class OutOfTime(InputError):
    """The file took longer than allowed."""

    kind = "timeout"


class OutOfMemory(InputError):
    """The file needed more memory than allowed."""

    kind = "memory"


class NotAPlan(InputError):
    """The document was read, but no task was found in it.

    plan: the `planparse.Plan` with its metadata and no tasks (errors stand left of model, so the
        type is only said here)
    """

    kind = "not_a_plan"

    def __init__(self, message: str, *, plan: Any, where: str = "", advice: str = "") -> None:
        super().__init__(message, where=where, advice=advice)
        self.plan = plan


class UsageError(PlanparseError):
    """The call is wrong: a missing path, an unreadable dataset, an option that makes no sense."""

    exit_code = 2


class OutputError(PlanparseError):
    """The output cannot be written; what stood there before is still whole."""

    exit_code = 4


WARNING_CODES: dict[str, str] = {
    "no_text_on_page": "a page shows pictures but has no characters; it may be a scan",
    "not_recognised": "the text of a page is in its picture, and nothing is installed that recognises it",
    "unread_print": "lines of print in a picture could not be recognised; they were left out",
    "beside_unread_page": "a task stands next to a page that could not be read; a part of it may be missing",
    "hidden_text": "characters that cannot be seen (invisible, or white on white) were left out",
    "watermark": "characters of a slanting text, such as a watermark, were left out",
    "text_outside_page": "characters outside the visible page were left out",
    "copied_text": "characters drawn again at the same place, to look bold, were left out",
    "lookalikes": "radicals and compatibility forms were read as the characters they look like",
    "unmapped_glyphs": "glyphs that stand for no character (cid, private use) were met",
    "too_many_rules": "a page draws more lines than tables have; some or all were left out",
    "lost_text": "text inside a task table ended in no cell of a row, in no header and in no title",
    "unreadable_page": "a page could not be read by any reader; it was left out",
    "repaired_file": "the file was damaged; it was read after a repair, and parts may be missing",
    "row_without_content": "a table row with units but without content was dropped",
    "unread_responsibility": "a unit cell could not be read into units and roles",
    "extension_mismatch": "the ending of the name says another format than the bytes of the file",
    "wrong_charset": "the file declares a character set that its bytes are not in; the one they are in was taken",
    "undecodable": "bytes that stand for no character were left out",
    "control_characters": "control characters and marks of writing direction were left out",
    "clipped_span": "a table cell spans more rows or columns than its table has; it was cut to the table",
    "deep_nesting": "elements are nested so deeply that a part of the text was left out, or put on one level",
    "tracked_changes": "the document has tracked changes; it was read as if all were accepted",
    "notes_left_out": "footnotes, endnotes or comments were left out",
    "unread_part": "a part of the file could not be read; its text is missing",
    "metadata_disagrees": "a metadata box and the text disagree; the text was believed",
}
"""The codes a `Warning` may carry, and what each means. A warning says that something of the source was
lost, dropped, repaired, or read against a contradiction; anything milder stands in `Plan.notes`."""
