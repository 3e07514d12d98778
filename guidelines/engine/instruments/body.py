"""Body surface, body mass index, ideal and adjusted weight."""

from collections.abc import Mapping
from decimal import Context, Decimal

from .instrument import Constant, Instrument, rounded
from .limits import measured
from .units import CM_PER_INCH

MOSTELLER_DIVISOR = 3600  # read: admiral
OBESE_FROM_BMI = 30  # read: admiral
# Devine's ideal weight, from memory
DEVINE_KG = {"female": Decimal("45.5"), "male": Decimal(50)}
DEVINE_KG_PER_INCH = Decimal("2.3")
DEVINE_FROM_INCHES = 60
ADJUSTED_SHARE = Decimal("0.4")  # memory
PRECISE = Context(prec=20)  # a root has no exact decimal value; far beyond any threshold


def surface(weight_kg: Decimal, height_cm: Decimal) -> Decimal:
    """Body surface area in m² by Mosteller, √(kg × cm / 3600), to 20 digits."""
    return PRECISE.sqrt(weight_kg * height_cm / MOSTELLER_DIVISOR)


def mass_index(weight_kg: Decimal, height_cm: Decimal) -> Decimal:
    """Weight in kg over height in m, squared: kg/m², not rounded."""
    return weight_kg / (height_cm / 100) ** 2


def ideal_weight(height_cm: Decimal, sex: str) -> Decimal:
    """Devine's ideal weight in kg, from memory; below 60 inches the line is extended."""
    return DEVINE_KG[sex] + DEVINE_KG_PER_INCH * (height_cm / CM_PER_INCH - DEVINE_FROM_INCHES)


def adjusted_weight(ideal_kg: Decimal, actual_kg: Decimal) -> Decimal:
    """Ideal weight + 0.4 × (actual − ideal), in kg, from memory."""
    return ideal_kg + ADJUSTED_SHARE * (actual_kg - ideal_kg)


def bsa_mosteller(inputs: Mapping) -> dict:
    """Body surface area in m², to two places."""
    weight, height = _size(inputs)
    return {"bsa_m2": rounded(surface(weight, height), 2)}


def bmi(inputs: Mapping) -> dict:
    """Body mass index in kg/m² to one place; obesity is judged before rounding."""
    index = mass_index(*_size(inputs))
    return {"bmi": rounded(index, 1), "obese": index >= OBESE_FROM_BMI}


def _size(inputs):
    return measured(inputs, weight_kg="weight_kg", height_cm="height_cm")


INSTRUMENTS = (
    Instrument(
        name="bsa_mosteller",
        title="Body surface area (Mosteller)",
        inputs=("weight_kg", "height_cm"),
        calculate=bsa_mosteller,
        constants=(Constant("√(height in cm × weight in kg ÷ 3600)", "read", "admiral"),),
    ),
    Instrument(
        name="bmi",
        title="Body mass index",
        inputs=("weight_kg", "height_cm"),
        calculate=bmi,
        constants=(Constant("kg/m²; obesity from 30, before rounding", "read", "admiral"),),
    ),
)
