"""Drug names that are taken for one another, and the spelling that tells them apart.

Tall-man letters are for those who prescribe, dispense and give; patients read plain names. The
rows follow the lists of look-alike names that the FDA and the ISMP publish, as far as these drugs
occur in the guideline or beside its treatments. The lists could not be read: the rows are
from memory, in some of them the letters are uncertain, and pairs that we know from no list are
ours. Methotrexate has no tall-man form.
"""

import re
from functools import lru_cache
from typing import NamedTuple


class LookAlike(NamedTuple):
    """A name as clinicians read it, the names it is taken for, and how sure we are of both."""

    tall_man: str
    taken_for: tuple[str, ...]
    mark: str = "memory"

    @property
    def name(self) -> str:
        """The plain name."""
        return self.tall_man.lower()


def _row(tall_man, taken_for, mark="memory"):
    return LookAlike(tall_man, tuple(taken_for.split()), mark)


LOOK_ALIKES = (
    _row("predniSONE", "prednisolone"),
    _row("prednisoLONE", "prednisone methylprednisolone"),
    _row("methylPREDNISolone", "medroxyprogesterone prednisolone"),
    _row("medroxyPROGESTERone", "methylprednisolone"),
    _row("azaTHIOprine", "azacitidine azithromycin"),
    _row("azaCITIDine", "azathioprine"),
    _row("cycloSPORINE", "cyclophosphamide cycloserine"),
    _row("cycloSERINE", "cyclosporine ciclosporin"),
    _row("cicloSPORIN", "cyclophosphamide cycloserine"),
    _row("cycloPHOSphamide", "cyclosporine ciclosporin"),
    _row("riTUXimab", "infliximab"),
    _row("inFLIXimab", "rituximab"),
    _row("hydrALAZINE", "hydroxyzine hydrochlorothiazide"),
    _row("hydrOXYzine", "hydralazine"),
    _row("hydroCHLOROthiazide", "hydralazine hydroxyzine"),
    _row("sulfADIAZINE", "sulfasalazine"),
    _row("sulfaSALAzine", "sulfadiazine"),
    _row("mycophenolATE", "mycophenolic", "ours"),
    _row("mycophenolIC", "mycophenolate", "ours"),
    _row("PROgraf", "advagraf", "ours"),
    _row("ADVAgraf", "prograf", "ours"),
    _row("hydroxyCHLOROquine", "hydroxyurea", "uncertain"),
    _row("hydroxyUREA", "hydroxychloroquine", "uncertain"),
    _row("penicillIN", "penicillamine", "uncertain"),
    _row("penicillAMINE", "penicillin", "uncertain"),
    _row("metFORMIN", "metronidazole"),
    _row("metroNIDAZOLE", "metformin"),
    _row("methIMAzole", "metolazone"),
    _row("metOLazone", "methimazole methotrexate"),
    _row("glipiZIDE", "glyburide"),
    _row("glyBURIDE", "glipizide"),
    _row("SITagliptin", "saxagliptin sumatriptan"),
    _row("SAXagliptin", "sitagliptin"),
    _row("amLODIPine", "amiloride"),
    _row("niCARdipine", "nifedipine"),
    _row("NIFEdipine", "nicardipine"),
    _row("buPROPion", "buspirone"),
    _row("busPIRone", "bupropion"),
    _row("FLUoxetine", "duloxetine paroxetine"),
    _row("DULoxetine", "fluoxetine paroxetine"),
    _row("PARoxetine", "fluoxetine duloxetine"),
    _row("QUEtiapine", "olanzapine"),
    _row("OLANZapine", "quetiapine"),
    _row("risperiDONE", "ropinirole"),
    _row("rOPINIRole", "risperidone"),
    _row("carBAMazepine", "oxcarbazepine"),
    _row("OXcarbazepine", "carbamazepine"),
    _row("clonazePAM", "lorazepam clonidine"),
    _row("LORazepam", "clonazepam"),
    _row("lamoTRIgine", "lamivudine"),
    _row("lamiVUDine", "lamotrigine"),
    _row("levETIRAcetam", "levofloxacin"),
    _row("levoFLOXacin", "levetiracetam"),
    _row("rifAMPin", "rifaximin"),
    _row("rifAXIMin", "rifampin"),
    _row("traMADol", "trazodone"),
    _row("traZODone", "tramadol"),
    _row("valACYclovir", "valganciclovir"),
    _row("valGANciclovir", "valacyclovir"),
    _row("DOXOrubicin", "daunorubicin"),
    _row("vinBLAStine", "vincristine"),
    _row("vinCRIStine", "vinblastine"),
    _row("EPINEPHrine", "ephedrine"),
    _row("ePHEDrine", "epinephrine"),
    _row("diphenhydrAMINE", "dimenhydrinate"),
    _row("fentaNYL", "sufentanil"),
)
TALL = {row.tall_man for row in LOOK_ALIKES}
_SPELLED = {
    spelling: row.tall_man
    for row in LOOK_ALIKES
    for spelling in (row.name, row.name.capitalize(), row.name.upper())
}
_WORD = re.compile(r"(?<![\w@])[A-Za-z]{7,}(?![\w@])")  # no name of the table is shorter
REMEMBERED = 8192  # texts: those of a plan are the same at every redraw


@lru_cache(maxsize=REMEMBERED)
def tall_man(text: str) -> str:
    """A text with the names of the table in tall-man letters; keys and other words stay."""
    return _WORD.sub(lambda word: _SPELLED.get(word[0], word[0]), text)


def not_told_apart(text: str) -> list[str]:
    """Names that stand in plain letters beside a name they are taken for, with what to write."""
    words = set(_WORD.findall(text))
    named = {word.lower() for word in words}
    return [
        f"{row.name} stands beside {other}, for which it is taken; write {row.tall_man}"
        for row in LOOK_ALIKES
        for other in row.taken_for
        if other in named and any(_SPELLED.get(word) == row.tall_man for word in words - TALL)
    ]
