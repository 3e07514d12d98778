"""Several content files as one zip, and back."""

import io
import zipfile
import zlib

from guidelines.engine.build import ContentError, Problem

from .layout import LARGEST_FILE, NAMES

DAY = (2020, 1, 1, 0, 0, 0)  # the same content is the same bytes, whenever it is written
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def pack(texts) -> bytes:
    """The text of each file, by its name, as one zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(zipfile.ZipInfo(name, DAY), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(name, data) -> dict[str, bytes]:
    """The bytes of each content file in a zip, by its name; nothing is written anywhere.

    Raises ContentError for what is no zip, and for every file in it that is not expected.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [item for item in archive.infolist() if not item.is_dir()]
            _check_names(name, [item.filename for item in files])
            if sum(item.file_size for item in files) > LARGEST_FILE:
                raise ValueError(f"its files are larger than {LARGEST_FILE} bytes")
            return {item.filename: archive.read(item) for item in files}
    except BROKEN as error:
        if isinstance(error, ContentError):
            raise
        raise ContentError(Problem(f"cannot be read as a zip: {error}"[:200], place=name)) from None


def _check_names(archive, names):
    """Only the files of a content, each once, at the top: no path leads anywhere else."""
    strange = sorted(set(names) - set(NAMES))[:10]
    problems = [Problem("unknown file", place=f"{archive}, {name[:100]}") for name in strange]
    twice = sorted({name for name in names if names.count(name) > 1}) if not strange else ()
    problems += [Problem("stands twice", place=f"{archive}, {name}") for name in twice]
    if problems:
        expected = f"expected, at the top of the zip: {', '.join(NAMES)}"
        raise ContentError(*problems, Problem(expected, place=archive))
