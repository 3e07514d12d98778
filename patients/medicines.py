"""Medicine names as typed, one a line, against the guideline's drug table."""

import re
from typing import NamedTuple

from guidelines.engine.program import program


class Medicine(NamedTuple):
    """One typed name; `words` are the ingredient and its classes, empty if not recognized."""

    name: str
    words: tuple[str, ...]

    @property
    def shown(self):
        """What the name stands for, beyond the name itself."""
        return ", ".join(word.replace("_", " ") for word in self.words if word != self.name)


def read(text, content):
    """The medicines of a text. A dose after the name is passed over: 'apixaban 5 mg'."""
    known = program(content).drug_words
    return [_medicine(line, known) for line in _lines(text)]


def _lines(text):
    lines = (" ".join(line.split()).lower() for line in re.split(r"[\n,;]", text))
    return list(dict.fromkeys(line for line in lines if line))


def _medicine(line, known):
    name = re.split(r"\s\d", line)[0]
    name = line if line in known else name
    return Medicine(name, tuple(sorted(known.get(name, ()))))


def classes(content):
    """The words a clinician may tick for a name that is not in the table, with their labels."""
    words = sorted({word for drug in content.drugs for word in drug.classes})
    return [(word, word.replace("_", " ")) for word in words]
