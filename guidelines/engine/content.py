"""The frozen knowledge of one guideline version: what the engine evaluates.

`build` turns plain data (the lists and mappings of the YAML files, or the same shape read from
the database) into immutable objects. Numbers become `Decimal`, lists become tuples.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .patient_text import Language, PatientText


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    code: str
    label: str
    unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An alternative unit: value in the element's own unit = (typed + offset) × factor."""

    code: str
    factor: Decimal
    offset: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A question the guideline may ask. Limits are in the element's own unit.

    `names` is what laboratories call it; an element without any is not followed over time.
    `limit` is the element that holds the laboratory's upper limit.
    """

    key: str
    label: str
    section: str
    type: str
    why: str
    unit: str = ""
    units: tuple[Unit, ...] = ()
    options: tuple[Option, ...] = ()
    plausible_low: Decimal | None = None
    plausible_high: Decimal | None = None
    absolute_low: Decimal | None = None
    absolute_high: Decimal | None = None
    max_age_days: int | None = None
    open_list: bool = False
    context_only: bool = False
    names: tuple[str, ...] = ()
    limit: str = ""
    code: str = ""
    code_verified: bool = False
    mark: str = "ours"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    code: str
    label: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A value computed from findings by the named function of `engine.derived`."""

    key: str
    label: str
    function: str
    unit: str = ""
    inputs: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    decimals: int | None = None
    enterable: bool = False
    mark: str = "ours"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    key: str
    label: str
    when: str
    mark: str = "ours"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """`exempt` says why it needs no source, strength or certainty; `review_by` is a date like
    2027-11-22, where it is due before the whole version is.
    """

    key: str
    sentence: str
    category: str
    urgency: str
    when: str
    if_unknown: str
    strength: str
    certainty: str
    rationale: str
    graded_by: str = "ours"
    grade_note: str = ""
    regimens: tuple[str, ...] = ()
    choose_from: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    own_source: str = ""
    conflicts: tuple[str, ...] = ()
    exempt: str = ""
    review_by: str = ""
    mark: str = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One drug of a regimen and the rule for its dose; amounts are per `per` in `unit`.

    `times` are those of the single doses of a day: morning, noon, evening, night.
    """

    drug: str
    basis: str
    unit: str
    per: str = "day"
    low: Decimal | None = None
    high: Decimal | None = None
    start: Decimal | None = None
    start_high: Decimal | None = None
    doses_per_day: int = 1
    weight: str = "actual"
    step: Decimal | None = None
    rounding: str = "nearest"
    hard_max: Decimal | None = None
    hard_max_per_kg: Decimal | None = None
    soft_max: Decimal | None = None
    soft_max_per_kg: Decimal | None = None
    tablets: tuple[Decimal, ...] = ()
    schedule: str = ""
    times: tuple[str, ...] = ()
    accepted: str = ""
    mark: str = "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """A change of the dose rule: a factor, a subtraction, a cap, a replacement, or no number."""

    when: str
    effect: str
    text: str
    if_unknown: str = "hold"
    low: Decimal | None = None
    high: Decimal | None = None
    source: str = ""
    mark: str = "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """A treatment. `ingredient` is its word among current medicines, `therapy` the one among failed
    therapies; `lasts_days` is the length of a course that ends by itself.
    """

    code: str
    name: str
    use: str
    calculator: str
    route: str
    schedule: str
    duration: str = ""
    flags: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    information: str = ""
    organ_advice: str = ""
    contraindications: str = ""
    cautions: str = ""
    interactions: str = ""
    before: str = ""
    monitoring: str = ""
    ingredient: str = ""
    therapy: str = ""
    lasts_days: int | None = None
    sources: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    mark: str = "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    key: str
    regimens: tuple[str, ...]
    when: str
    effect: str
    if_unknown: str
    reason: str
    instead: str
    sources: tuple[str, ...] = ()
    own_source: str = ""
    mark: str = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interplay:
    """Advice active together: an order, a warning, or a precedence of `keeps` over `yields`."""

    key: str
    title: str
    when: str
    kind: str
    text: str
    recommendations: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    yields: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    own_source: str = ""
    mark: str = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLimit:
    """A result that calls for action; `unless` explains it away where it is proven.

    The test is due again within `repeat_days` after it.
    """

    when: str
    text: str
    action: str
    unless: str = ""
    exception: str = ""
    repeat_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringRule:
    """A test, the weeks after the start on which it is due, and when to act.

    `short` names it without a diagnosis. Weeks after a rise or a cut of the dose come on top;
    `after_stop_weeks` is how long the dates go on when the drug was stopped, `early_weeks` how long
    before a date a result counts for it, 1 if empty.
    """

    key: str
    test: str
    schedule: str
    act_if: str
    when: str = ""
    regimens: tuple[str, ...] = ()
    weeks: tuple[Decimal, ...] = ()
    repeat_weeks: Decimal | None = None
    after_rise_weeks: tuple[Decimal, ...] = ()
    after_cut_weeks: tuple[Decimal, ...] = ()
    after_stop_weeks: Decimal | None = None
    early_weeks: Decimal | None = None
    elements: tuple[str, ...] = ()
    short: str = ""
    limits: tuple[ActionLimit, ...] = ()
    sources: tuple[str, ...] = ()
    own_source: str = ""
    mark: str = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Outside this scope only `shows` remains; `regimens` is 'none' or 'named'. No calculator."""

    key: str
    when: str
    title: str
    text: str
    shows: tuple[str, ...]
    regimens: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    key: str
    citation: str
    identifier: str = ""
    verified: bool = False
    read: str = ""
    mark: str = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence of the source document; `filled_by` says what fills what it leaves empty."""

    key: str
    text: str
    cites: str = ""
    empty: bool = False
    filled_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What one source says where others say something else."""

    source: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    key: str
    topic: str
    differs: str
    choice: str
    positions: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    key: str
    text: str
    filled_by: str = ""
    owner: str = "shipped content"
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """What the guideline says of itself: a source attribute of decision support, or an AGREE II
    item with the score (1 to 7) its owners give it.
    """

    key: str
    instrument: str
    title: str
    text: str
    score: int | None = None
    mark: str = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    name: str
    synonyms: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    mark: str = "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vignette:
    """A test patient; `expected` holds complete sets per status, `absent` what must not fire."""

    key: str
    title: str
    findings: Mapping
    expected: Mapping = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Content:
    """One guideline version. Rows stand in reading order.

    `review_by` is the day by which its owners look at all of it again, `changes` what they say of
    what changed since the version before.
    """

    key: str
    title: str
    version: int
    notice: str = ""
    review_by: str = ""
    changes: str = ""
    sections: tuple[Section, ...] = ()
    gates: tuple[Gate, ...] = ()
    elements: tuple[Element, ...] = ()
    derived: tuple[Derived, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    regimens: tuple[Regimen, ...] = ()
    blocks: tuple[Block, ...] = ()
    interplays: tuple[Interplay, ...] = ()
    monitoring: tuple[MonitoringRule, ...] = ()
    statements: tuple[Statement, ...] = ()
    references: tuple[Reference, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    gaps: tuple[Gap, ...] = ()
    appraisals: tuple[Appraisal, ...] = ()
    languages: tuple[Language, ...] = ()
    patient_texts: tuple[PatientText, ...] = ()
    drugs: tuple[Drug, ...] = ()
    vignettes: tuple[Vignette, ...] = ()

    # Contents are equal by value, but hashed by identity: compiled programs are kept per object.
    __hash__ = object.__hash__
