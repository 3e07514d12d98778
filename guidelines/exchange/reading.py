"""From YAML files to plain data, with the file and the line of whatever is wrong in them."""

from contextlib import contextmanager
from pathlib import Path

from guidelines.engine.build import ContentError, Problem

from .layout import HEAD, LARGEST_FILE, NAMES, file_of
from .yaml_text import YamlText

SHIPPED = Path(__file__).resolve().parent.parent / "content" / "imnm"
LAST_NUMBER = 9999


class Files:
    """Content files as plain data; what is wrong with them is told by file and line.

    `texts` holds the text or bytes of each file by its name, `problems` what could not be read.
    """

    def __init__(self, texts, problems=()):
        self.data, self.problems, self._read = {}, list(problems), {}
        for name in sorted(texts):
            try:
                self._add(name, texts[name])
            except ContentError as error:
                self.problems += error.problems
        self._check_number()

    def _add(self, name, text):
        if name not in NAMES:
            expected = f"unknown file; expected {', '.join(NAMES)}"
            raise ContentError(Problem(expected, place=name[:100]))
        topic = name.removesuffix(".yaml")
        self._read[name] = None  # in its place, even when it cannot be read
        self._read[name] = found = YamlText(name, text, dict if topic == HEAD else list)
        self.problems += found.doubles
        self.data |= found.value if topic == HEAD else {topic: found.value}

    def _check_number(self):
        number = self.data.get("version")
        if type(number) is int and not 1 <= number <= LAST_NUMBER:
            text = f"expected a whole number from 1 to {LAST_NUMBER}"
            self.problems.append(self._placed(Problem(text, ("version",), "version")))

    @property
    def is_readable(self):
        """Whether every file could be read, so that all names are there to be found."""
        return len(self._read) > 0 and None not in self._read.values()

    @contextmanager
    def placing(self):
        """Puts file and line before every problem raised inside, after those of the files."""
        try:
            yield
        except ContentError as error:
            told = [self._placed(p) for p in error.problems if not self._is_lost(p)]
            raise ContentError(*self.problems, *told) from None

    def _is_lost(self, problem):
        """Whether it only follows from a file that could not be read."""
        name = file_of(problem.path)
        return bool(problem.path) and name in self._read and self._read[name] is None

    def _placed(self, problem):
        name = file_of(problem.path)
        file = self._read.get(name) if problem.path else None
        if file is None:
            return problem
        path = problem.path if name == f"{HEAD}.yaml" else problem.path[1:]
        place = f"{name}, line {file.line(path)}: {problem.place}"
        return Problem(problem.text, problem.path, place)


def read_directory(path) -> dict:
    """The plain data of a directory of content files.

    Raises ContentError with every file that is missing, unknown or not readable as YAML.
    """
    files = files_in(path)
    if files.problems:
        raise ContentError(*files.problems)
    return files.data


def files_in(path) -> Files:
    """The content files of a directory; one that is missing is among the problems."""
    path, texts, problems = Path(path), {}, []
    found = {file.name for file in path.glob("*.yaml")}
    for name in sorted({*NAMES, *found}):
        try:
            texts[name] = _bytes_of(path / name)
        except FileNotFoundError:
            problems.append(Problem("is missing", place=name))
        except OSError as error:
            problems.append(Problem(error.strerror, place=name))
    return Files(texts, problems)


def _bytes_of(path):
    """The bytes of a file, and no more of it than shows that it is too large."""
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)
