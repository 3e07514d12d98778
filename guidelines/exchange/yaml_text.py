"""One YAML file: its value, the line of everything in it, and what cannot be read."""

import yaml

from guidelines.engine.build import ContentError, Problem

from .layout import LARGEST_FILE

DEEPEST = 30  # lists and fields inside each other


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Dates stay text."""

    yaml_implicit_resolvers = {
        first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class YamlText:
    """`value` is what a file holds as plain data of a `kind`, dict or list.

    `doubles` are its fields that are written twice. Raises ContentError when it cannot be read.
    """

    def __init__(self, name, text, kind):
        self.name = name
        try:
            self.node, self.value = _read(_decoded(text))
        except yaml.MarkedYAMLError as error:
            raise ContentError(self._told(_sentence(error), error.problem_mark)) from None
        except (yaml.YAMLError, TypeError, ValueError, RecursionError) as error:
            raise ContentError(Problem(" ".join(str(error).split()), place=name)) from None
        if not isinstance(self.value, kind):
            wanted = "fields with values" if kind is dict else "a list of rows"
            raise ContentError(Problem(f"expected {wanted}", place=name))
        self.doubles = list(self._doubles(self.node))

    def line(self, path) -> int:
        """The line where what a path leads to is written; of what holds it, if it is missing."""
        node, line = self.node, self.node.start_mark.line
        for step in path:
            found = _inside(node, step)
            if found is None:
                break
            mark, node = found
            line = mark.line
        return line + 1

    def _doubles(self, node):
        """A field written twice is an error, instead of the last one winning."""
        for inner in node.value if isinstance(node, yaml.SequenceNode) else ():
            yield from self._doubles(inner)
        seen = set()
        for key, inner in node.value if isinstance(node, yaml.MappingNode) else ():
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    text = f"the field {key.value!r} is written twice"
                    yield self._told(text, key.start_mark)
                seen.add(key.value)
            yield from self._doubles(inner)

    def _told(self, text, mark):
        return Problem(text, place=f"{self.name}, line {mark.line + 1}" if mark else self.name)


def _sentence(error):
    """What the YAML library found; where it began, when that is in another line."""
    if error.context and error.context_mark:
        return f"{error.problem}, {error.context} that starts in line {error.context_mark.line + 1}"
    return error.problem


def _decoded(text):
    if len(text) > LARGEST_FILE:
        raise ValueError(f"is larger than {LARGEST_FILE} bytes")
    return text.decode("utf-8-sig") if isinstance(text, bytes) else text


def _read(text):
    _refuse_hostile(text)
    loader = _Loader(text)
    node = loader.get_single_node()
    return node, None if node is None else loader.construct_document(node)


def _inside(node, step):
    """The mark and the node of a field or of the item of a list; None if it is not there."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        items = node.value[step : step + 1]
        return (items[0].start_mark, items[0]) if items else None
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next(((key.start_mark, value) for key, value in pairs if key.value == step), None)


def _refuse_hostile(text):
    """Nothing that a content file needs, and that could fill the memory or fail later."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError(f"lists and fields stand more than {DEEPEST} deep")
        if getattr(event, "anchor", None):
            raise ValueError(f"&{event.anchor} or *{event.anchor}: repeat the text instead")
        value = getattr(event, "value", "")
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise ValueError(f"{ascii(value)[:80]} holds what is not a character")
