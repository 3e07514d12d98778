"""One thing that the record over time says."""

from typing import NamedTuple

from guidelines.engine.history import Value


class Signal(NamedTuple):
    """A statement with the values that led to it, as (element key, value).

    `rule` is how it is judged. `proposes` is an answer for the clinician to take over, as (element
    key, value); nothing is set without them. `missing` are elements that would make it certain,
    `advice` the recommendations that belong to it, `against` those that it speaks against.
    """

    key: str
    level: str
    title: str
    text: str
    rule: str = ""
    values: tuple[tuple[str, Value], ...] = ()
    missing: tuple[str, ...] = ()
    proposes: tuple[str, str] | None = None
    advice: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    urgent: bool = False
    mark: str = "ours"
    sources: tuple[str, ...] = ()
