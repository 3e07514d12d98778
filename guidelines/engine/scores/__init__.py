"""Published scores and criteria computed from the record, each with what it was computed from."""

from . import cancer, checkpoint, diagnosis, improvement, safety, worsening
from .score import Score

OF_A_PATIENT = (
    *(improvement.score, worsening.score, diagnosis.enmc, diagnosis.classification),
    *(cancer.score, safety.ck_grade, safety.bone, safety.pneumocystis, checkpoint.score),
)


def scores(facts) -> list[Score]:
    """Every score that concerns this patient, from the last known values; what is missing is named.

    An instrument that speaks of another situation is left out.
    """
    known = facts.last_known
    return [found for score in OF_A_PATIENT if (found := score(known)) is not None]
