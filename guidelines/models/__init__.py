"""The knowledge as rows: a guideline, its versions, and what each version says."""

from guidelines.models.advice import (
    ActionLimit,
    Adjustment,
    Block,
    Interplay,
    MonitoringRule,
    Part,
    Recommendation,
    Regimen,
)
from guidelines.models.evidence import (
    Appraisal,
    Conflict,
    Drug,
    Gap,
    Position,
    Reference,
    Statement,
    Vignette,
)
from guidelines.models.patient_text import Language, PatientText, Translation
from guidelines.models.printed import PrintedGuideline
from guidelines.models.questions import (
    Criterion,
    DataElement,
    DerivedElement,
    ElementOption,
    ElementUnit,
    Gate,
    Level,
    Section,
)
from guidelines.models.review import Remark
from guidelines.models.version import Guideline, GuidelineVersion

# Field of the engine's Content -> the model that holds its rows, in reading order.
COLLECTIONS = {
    "sections": Section,
    "gates": Gate,
    "elements": DataElement,
    "derived": DerivedElement,
    "criteria": Criterion,
    "recommendations": Recommendation,
    "regimens": Regimen,
    "blocks": Block,
    "interplays": Interplay,
    "monitoring": MonitoringRule,
    "statements": Statement,
    "references": Reference,
    "conflicts": Conflict,
    "gaps": Gap,
    "appraisals": Appraisal,
    "languages": Language,
    "patient_texts": PatientText,
    "drugs": Drug,
    "vignettes": Vignette,
}

__all__ = [
    "COLLECTIONS",
    "ActionLimit",
    "Adjustment",
    "Appraisal",
    "Block",
    "Conflict",
    "Criterion",
    "DataElement",
    "DerivedElement",
    "Drug",
    "ElementOption",
    "ElementUnit",
    "Gap",
    "Gate",
    "Guideline",
    "GuidelineVersion",
    "Interplay",
    "Language",
    "Level",
    "MonitoringRule",
    "Part",
    "PatientText",
    "Position",
    "PrintedGuideline",
    "Recommendation",
    "Reference",
    "Regimen",
    "Remark",
    "Section",
    "Statement",
    "Translation",
    "Vignette",
]
