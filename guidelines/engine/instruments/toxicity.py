"""CTCAE v5.0 grades: CPK increased, and myositis graded by function."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from .instrument import Constant, Instrument, gathered, needed, rounded, truth

# CPK: a grade ends at this multiple of the upper limit and includes it; from memory
CPK_GRADE_ENDS = (Decimal(1), Decimal("2.5"), Decimal(5), Decimal(10))
LEAST_LIMIT = Decimal("0.1")  # an upper limit below this is a slip of the hand; ours
# Findings and the grade that each proves, the worst first; by function, ours
MYOSITIS_GRADES = {
    "life_threatening": 4,
    "self_care_adl_limited": 3,
    "severe_weakness": 3,
    "instrumental_adl_limited": 2,
    "weakness": 2,
    "pain": 1,
}
CAUTION = (
    "A grade 4 CK is the ordinary state of active necrotizing myopathy: it says nothing about "
    "severity or about a new reaction to a drug."
)


def fold(ck: Decimal, limit: Decimal) -> Decimal:
    """CK as a multiple of the upper limit (above 0) of the same laboratory, not rounded."""
    return ck / limit


def cpk_grade(ck: Decimal, limit: Decimal) -> int:
    """Grade 0 to 4 of a CK and the upper limit in the same unit; CTCAE v5.0, from memory."""
    return sum(ck > end * limit for end in CPK_GRADE_ENDS)


def ctcae_cpk_increased(inputs: Mapping) -> dict:
    """The grade of a CK with its multiple of the upper limit, to two places."""
    ck, limit = gathered(
        (partial(needed, inputs, "ck", 0), partial(needed, inputs, "uln", LEAST_LIMIT))
    )
    return {"grade": cpk_grade(ck, limit), "fold_uln": rounded(fold(ck, limit), 2)}


def ctcae_myositis(inputs: Mapping) -> dict:
    """The highest grade that is proven; `missing` are findings that could still raise it.

    No grade as long as nothing was recorded.
    """
    found = gathered(partial(truth, inputs, name) for name in MYOSITIS_GRADES)
    answers = dict(zip(MYOSITIS_GRADES, found, strict=True))
    if all(value is None for value in found):
        return {"grade": None, "missing": list(MYOSITIS_GRADES)}
    grade = max((MYOSITIS_GRADES[name] for name, value in answers.items() if value), default=0)
    open_to = [n for n, v in answers.items() if v is None and MYOSITIS_GRADES[n] > grade]
    return {"grade": grade, "missing": open_to}


INSTRUMENTS = (
    Instrument(
        name="ctcae_cpk_increased",
        title="CPK increased (CTCAE v5.0)",
        inputs=("ck", "uln"),
        calculate=ctcae_cpk_increased,
        constants=(
            Constant("Grades end at 1, 2.5, 5 and 10 × upper limit, limits included", "memory"),
        ),
        caution=CAUTION,
    ),
    Instrument(
        name="ctcae_myositis",
        title="Myositis (CTCAE v5.0)",
        inputs=tuple(MYOSITIS_GRADES),
        calculate=ctcae_myositis,
        constants=(
            Constant(
                "1 mild pain; 2 moderate pain with weakness, instrumental activities limited; "
                "3 pain with severe weakness, self-care limited; 4 life-threatening; no grade 5",
                "read",
                "CTCAE v5.0",
            ),
            Constant("Weakness without pain is graded by function", "ours"),
        ),
        caution="The term is written around pain; weakness without pain is graded by function.",
    ),
)
