"""How a PDF fails, in the same words whichever engine met it."""

from __future__ import annotations

from planparse.errors import EncryptedFile, UnreadableFile

SAVE_ANEW = "open it in a viewer and save or print it to a new PDF"


def needs_password(where: str) -> EncryptedFile:
    """Make the error of a file that opens only with a password."""
    return EncryptedFile("the PDF is encrypted", where=where, advice="remove the password and parse it again")


def no_document(where: str) -> UnreadableFile:
    """Make the error of a file in which no document was found."""
    return UnreadableFile("the PDF is damaged: no document was found in it", where=where, advice=SAVE_ANEW)


def bad_page(where: str, number: int, why: str) -> UnreadableFile:
    """Make the error of a page that cannot be read; number: counted from 1."""
    return UnreadableFile(f"the page cannot be read ({why})", where=f"{where}, page {number}", advice=SAVE_ANEW)
