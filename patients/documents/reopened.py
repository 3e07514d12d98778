"""A printed PDF opened again: the text of its pages, and the files it carries.

It may come from anywhere and be made to do harm, so what it unpacks to is limited.
"""

import re
from io import BytesIO
from typing import NamedTuple

LARGEST = 20 * 1024**2  # bytes: of the PDF, and of each stream in it once unpacked


class UnreadableError(Exception):
    """Why nothing can be said about a file, for the person who asked."""


class Reopened(NamedTuple):
    """The text of each page, and the files inside by name."""

    pages: list[str]
    files: dict[str, bytes]


def reopen(path) -> Reopened:
    """What a PDF says and carries. Raises UnreadableError for anything else than a whole PDF."""
    data = _read(path)
    if b"%PDF-" not in data[:1024]:
        raise UnreadableError("This is not a PDF file.")
    from pypdf.errors import LimitReachedError

    try:
        return _reopen(BytesIO(data))
    except UnreadableError:
        raise
    except LimitReachedError:
        raise UnreadableError(f"It unpacks to more than {_megabytes()}: not one of ours.") from None
    except Exception as error:  # a damaged PDF fails in as many ways as it can be damaged
        reason = re.sub(r"\s+", " ", ascii(str(error)).strip("'\""))[:100]
        raise UnreadableError(f"The PDF is damaged or locked: {reason}") from None


def _read(path):
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableError(f"{error.strerror}.") from None
    if len(data) > LARGEST:
        raise UnreadableError(f"It is larger than {_megabytes()}: not one of ours.")
    return data


def _megabytes():
    return f"{LARGEST // 1024**2} MB"


def _reopen(stream):
    from pypdf import PdfReader
    from pypdf import apply_configuration as limited

    limits = {f"{name}_maximum_output_length": LARGEST for name in ("zlib", "lzw", "run_length")}
    with limited(**limits):
        reader = PdfReader(stream, strict=True)  # strict: ours have nothing to be forgiven
        files = _files(reader)
        return Reopened([page.extract_text() for page in reader.pages], files)


def _files(reader):
    """Every file inside by name, wherever a viewer may find it: listed, on a page, in a note."""
    files = {}
    for row in _dictionaries(reader.trailer):
        if "/EF" not in row:
            continue
        names = [str(row[key]) for key in ("/F", "/UF") if key in row]
        contents = {stream.get_object().get_data() for stream in row["/EF"].values()}
        if names[0] in files or len({*names}) > 1 or len(contents) > 1:
            raise UnreadableError(f"It carries {names[0]!r:.60} twice: which one is meant?")
        files[names[0]] = contents.pop()
    return files


def _dictionaries(trailer):
    """All dictionaries that can be reached in a PDF, each once; a loop, as they may nest deeply."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    seen, waiting = set(), [trailer]
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            place = (value.idnum, value.generation)
            value = None if place in seen else value.get_object()
            seen.add(place)
        if isinstance(value, DictionaryObject):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, ArrayObject):
            waiting.extend(value)
