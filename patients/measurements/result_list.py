"""The stored results of a patient as a page shows them: by day, the newest first."""

from itertools import groupby

from django.core.paginator import Paginator
from django.utils.functional import cached_property

from guidelines.engine import wording
from guidelines.engine.history import known
from guidelines.engine.phrases import Phrases
from guidelines.engine.program import program

ON_A_PAGE = 100
REMOVED_SHOWN = 100


class ResultList:
    """One page of results, of one test if `test` is its key. `content` names and formats them."""

    removed_shown = REMOVED_SHOWN

    def __init__(self, patient, content, test="", number=1):
        self.patient, self.content, self.number = patient, content, number
        self.labels = {row.key: row.label for row in content.elements} if content else {}
        self.phrases = Phrases(program(content)) if content else None
        self.test = test

    @cached_property
    def tests(self):
        """Key and label of each test there are results of."""
        rows = self.patient.results.standing().order_by("element")
        keys = rows.values_list("element", flat=True).distinct()
        return sorted(((key, self.label(key)) for key in keys), key=lambda row: row[1].lower())

    @cached_property
    def page(self):
        """One page of results."""
        rows = self.patient.results.standing().select_related("entered_by", "encounter")
        rows = rows.defer(*(f"encounter__{name}" for name in ("plan", "findings", "history")))
        if self.test:
            rows = rows.filter(element=self.test)
        return Paginator(rows.order_by("-on", "element", "pk"), ON_A_PAGE).get_page(self.number)

    @property
    def days(self):
        """The results of the page by day."""
        rows = map(self._shown, self.page.object_list)
        return [(day, list(found)) for day, found in groupby(rows, key=lambda row: row["on"])]

    @cached_property
    def removed(self):
        """What was taken back as an error, the last ones first."""
        rows = self.patient.results.exclude(removed_at=None).select_related("removed_by")
        return [self._shown(row) for row in rows.order_by("-removed_at", "-pk")[:REMOVED_SHOWN]]

    def label(self, key):
        """The name of a test; its key where the guideline no longer asks for it."""
        return self.labels.get(key, key)

    def value(self, result):
        """A value in words, with its unit."""
        if result.element not in self.labels:
            return str(result.value)
        return self.phrases.value(result.element, known(result.value))

    def _shown(self, result):
        return {
            "result": result,
            "on": result.on,
            "label": self.label(result.element),
            "value": self.value(result),
            "typed": self._typed(result),
            "limit": self._limit(result),
        }

    def _typed(self, result):
        """What was typed, where it was in another unit."""
        if result.element not in self.labels or not result.typed:
            return ""
        own = self.phrases.unit(result.element)
        return f"{result.typed} {wording.unit(result.unit)}" if result.unit != own else ""

    def _limit(self, result):
        if result.limit is None:
            return ""
        unit = self.phrases.unit(result.element) if result.element in self.labels else ""
        return wording.amount(result.limit, unit)
