"""Units of laboratory values, weight and height: exact factors, rounded only for display."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from .instrument import Constant, Instrument, chosen, needed, rounded

U_L_PER_UKAT_L = Decimal(60)  # memory
UMOL_L_PER_MG_DL = Decimal("88.4")  # memory
MG_DL_PER_MMOL_L = Decimal("18.016")  # memory
KG_PER_LB = Decimal("0.45359237")  # memory
CM_PER_INCH = Decimal("2.54")  # memory


class Unit(NamedTuple):
    """How many of the first unit of its table one of this unit is, and the places shown."""

    factor: Decimal
    places: int


ENZYMES = ("ck", "aldolase", "ldh", "ast", "alt", "ggt", "alp")
ENZYME_UNITS = {"U/L": Unit(Decimal(1), 0), "ukat/L": Unit(U_L_PER_UKAT_L, 2)}
UNITS = dict.fromkeys(ENZYMES, ENZYME_UNITS) | {
    "creatinine": {
        "umol/L": Unit(Decimal(1), 0),
        "mg/dL": Unit(UMOL_L_PER_MG_DL, 2),
    },
    "glucose": {
        "mg/dL": Unit(Decimal(1), 0),
        "mmol/L": Unit(MG_DL_PER_MMOL_L, 1),
    },
    "weight": {"kg": Unit(Decimal(1), 1), "lb": Unit(KG_PER_LB, 1)},
    "height": {
        "cm": Unit(Decimal(1), 1),
        "in": Unit(CM_PER_INCH, 1),
        "m": Unit(Decimal(100), 2),
    },
}


def convert(analyte: str, value: Decimal, source: str, target: str) -> Decimal:
    """A value of the analyte from one of its units into another, not rounded.

    Factors from memory, those of length and mass exact by definition. KeyError for other units.
    """
    units = UNITS[analyte]
    return value if source == target else value * units[source].factor / units[target].factor


def unit_convert(inputs: Mapping) -> dict:
    """A value in another unit of its analyte, rounded for display."""
    analyte = chosen(inputs, "analyte", UNITS)
    source = chosen(inputs, "from", UNITS[analyte])
    target = chosen(inputs, "to", UNITS[analyte])
    value = convert(analyte, needed(inputs, "value", 0), source, target)
    return {"value": rounded(value, UNITS[analyte][target].places), "unit": target}


INSTRUMENTS = (
    Instrument(
        name="unit_convert",
        title="Conversion of units",
        inputs=("analyte", "value", "from", "to"),
        calculate=unit_convert,
        constants=(
            Constant("CK and other enzymes: 1 µkat/L = 60 U/L", "memory"),
            Constant("Creatinine: mg/dL = µmol/L ÷ 88.4", "memory"),
            Constant("Glucose: mg/dL = mmol/L × 18.016", "memory"),
            Constant("Weight: 1 lb = 0.45359237 kg", "memory"),
            Constant("Height: 1 in = 2.54 cm", "memory"),
        ),
    ),
)
