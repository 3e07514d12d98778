"""The instruments by name: published scores and criteria, thresholds, dose arithmetic."""

from . import (
    body,
    bone,
    cancer,
    checkpoint,
    classification,
    core_set,
    dose_rounding,
    enmc,
    flare,
    improvement,
    kidney,
    limits,
    pneumocystis,
    strength,
    tablets,
    taper,
    toxicity,
    units,
    worsening,
)

_FILES = (
    *(improvement, classification, enmc, strength, core_set, worsening, flare, cancer),
    *(toxicity, checkpoint, bone, pneumocystis, body, kidney, units, limits),
    *(taper, tablets, dose_rounding),
)
INSTRUMENTS = {instrument.name: instrument for file in _FILES for instrument in file.INSTRUMENTS}
