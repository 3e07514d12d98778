"""What is known of one patient on one day, as the conditions see it.

`Facts` maps each name to its value, None when unknown; what is derived is computed when first
asked for. Findings that are refused, out of date or set by other findings are settled here.
"""

import datetime
from functools import cached_property
from typing import NamedTuple

from . import intake, wording
from .history import NOTHING, History, Value
from .instruments import body

BMI_REFUSED = (10, 100)  # kg/m²; our own limits
BMI_CONFIRMED = (14, 55)
OLDEST_KNOWN = datetime.timedelta(days=365)  # of values that age; our own limit


class Notice(NamedTuple):
    """Something to tell about one finding: `key` names it, `message` says what to do.

    `kind` is 'implausible' (holds every dose), 'bmi' (holds doses per kilogram) or 'unrecognized'.
    """

    key: str
    message: str
    kind: str = "implausible"


class Facts(dict):
    """Values by name for one evaluation. `program` is the compiled content, `on` the day.

    `history` holds earlier values and the treatment courses.
    """

    def __init__(self, program, findings, on: datetime.date, history: History = NOTHING):
        super().__init__(program.blank)
        self.program, self.findings, self.on, self.history = program, findings, on, history
        self.compute = program.compute
        self.errors, self.questions, self.overridden = [], [], []
        self.stale = {}
        self.outlooks, self.traces, self.missing = {}, {}, {}
        self.given = {}
        self._read()
        self._check_age()
        self._check_weight()
        if self.errors or self.questions or self.stale:
            self._put_in_order()
        self.base = dict(self)
        self._settle()

    def assuming(self, name, value):
        """The same facts with one more answer: for asking what it would settle."""
        other = Facts(self.program, {}, self.on, self.history)
        other.findings, other.given = self.findings, dict(self.given)
        other.update(self.base)
        (other.given if name in self.program.enterable else other)[name] = value
        other._settle()
        return other

    def __missing__(self, name):
        compute = self.compute.get(name)
        value = self[name] = compute(self) if compute else None
        return value

    def entered(self, name):
        """The value entered under a name that is also derived, or None."""
        return self.given.get(name)

    def _read(self):
        readers, enterable = self.program.readers, self.program.enterable
        oldest = {days: (self.on - days).isoformat() for days in set(self.program.max_age.values())}
        self.oldest = {key: oldest[days] for key, days in self.program.max_age.items()}
        for key, finding in self.findings.items():
            stored = finding.get("value")
            if key not in readers:
                self.errors.append(Notice(key, f"{key!r} is not a question of this guideline."))
                continue
            value = readers[key](stored)
            if value is intake.LOOK_CLOSER:
                value = self._checked(self.program.elements[key], finding, stored)
            if value is not None and key in self.oldest and self._is_stale(key, finding):
                value = None
            if key in enterable:
                self.given[key] = value
            else:
                self[key] = value

    def _put_in_order(self):
        """What there is to tell, in the order of the questions, not of the findings."""
        place = {key: number for number, key in enumerate(self.program.elements)}
        self.errors.sort(key=lambda notice: (place.get(notice.key, len(place)), notice.key))
        self.questions.sort(key=lambda notice: place[notice.key])
        self.stale = {key: self.stale[key] for key in sorted(self.stale, key=place.get)}

    def _checked(self, element, finding, stored):
        value, error, question = intake.check(element, stored, self.on)
        if error:
            self.errors.append(Notice(element.key, error))
        elif question and not finding.get("confirmed"):
            self.questions.append(Notice(element.key, question))
        return self._words(element, finding, value) if isinstance(value, list) else value

    def _is_stale(self, key, finding):
        """Older than the element allows, and not confirmed since; ISO dates sort as text."""
        oldest = self.oldest[key]
        if (finding.get("on") or "") >= oldest or (finding.get("confirmed") or "") >= oldest:
            return False
        self.stale[key] = finding.get("on") or ""
        return True

    def _words(self, element, finding, words):
        """The words of a list; None stands for a name whose meaning nobody has stated."""
        if not element.open_list:
            return frozenset(words)
        known = self.program.words_of(element)
        found = {word for name in words for word in known.get(name.lower(), (name.lower(),))}
        stated = {name.lower() for name in finding.get("kept") or ()}
        strange = [name for name in words if name.lower() not in known.keys() | stated]
        if strange:
            found.add(None)
            text = f"{wording.listed(strange)}: not recognized. State what it counts as."
            self.questions.append(Notice(element.key, text, "unrecognized"))
        return frozenset(found)

    def _check_age(self):
        """The limits of the age hold for a date of birth too."""
        element, born = self.program.elements.get("age_years"), self.get("birth_date")
        if element is None or born is None:
            return
        if error := intake.check(element, self["age_years"]).error:
            self.errors.append(Notice("birth_date", error))
            self["birth_date"] = None
        del self["age_years"]

    def _check_weight(self):
        weight, height = self.get("weight_kg"), self.get("height_cm")
        if weight is None or height is None:
            return
        index = body.mass_index(weight, height)
        shown = (
            f"{wording.amount(weight, 'kg')} with {wording.amount(height, 'cm')} gives a BMI of "
        )
        shown += wording.amount(index, "kg/m2", 1)
        if not BMI_REFUSED[0] <= index <= BMI_REFUSED[1]:
            self.errors.append(Notice("weight_kg", f"{shown}. Check weight, height and units."))
            self["weight_kg"] = None
            return
        usual = BMI_CONFIRMED[0] <= index <= BMI_CONFIRMED[1]
        if not usual and not self.findings["weight_kg"].get("confirmed"):
            self.questions.append(
                Notice("weight_kg", f"{shown}. Are weight and unit right?", "bmi")
            )

    def _settle(self):
        """Facts set by the evaluation: a man is not pregnant, whatever was entered."""
        if self.get("sex_at_birth") == "male":
            self._set("pregnancy_status", "not_applicable")
            self._set("breastfeeding", False)
            self._set("childbearing_potential", False)
        elif self.get("childbearing_potential") is False and self.get("pregnancy_status") is None:
            self._set("pregnancy_status", "not_applicable")

    def _set(self, name, value):
        if name not in self.program.elements:
            return
        if self.get(name) not in (None, value):
            self.overridden.append(name)
        self[name] = value
        self.stale.pop(name, None)

    def series(self, name) -> tuple[Value, ...]:
        """The values of an element up to the day of the evaluation, with what is known today."""
        rows = [value for value in self.history.of(name) if value.on <= self.on]
        value = self[name]
        on = None if value is None else self.day_of(name)
        if on and (all(row.on < on for row in rows) or self._is_typed_instead(name, on, rows)):
            rows.append(Value(on, value))
        return tuple(rows)

    def _is_typed_instead(self, name, on, rows):
        """Whether another value was typed than the last ones of the record, of the same day."""
        if (self.findings.get(name) or {}).get("source") != "clinician":
            return False
        is_last = all(row.on <= on for row in rows)
        return is_last and all(row.value != self[name] for row in rows if row.on == on)

    def day_of(self, name) -> datetime.date:
        """The day a value is from; a computed one is as old as the oldest measured value in it."""
        found = self._days(name)
        measured = [on for key, on in found if self.program.elements[key].names]
        return min(measured or [on for _key, on in found], default=self.on)

    def _days(self, name):
        """The elements that a value rests on, each with the day it is from."""
        on = (self.findings.get(name) or {}).get("on")
        if on and name in self.program.elements:
            return [(name, datetime.date.fromisoformat(on))]
        row = self.program.derived.get(name)
        inputs = row.inputs if row else ()
        return [pair for key in inputs if key != name for pair in self._days(key)]

    @cached_property
    def last_known(self) -> "Facts":
        """The same with the last value of all that is measured, a year old at most where it ages.

        A dose needs a fresh value; whether a test is due, or was abnormal, rests on the last one.
        An answer that is not followed over time does not outlive its age.
        """
        if not self.history.values and not self.stale:
            return self
        findings = self.findings | dict(self._last_findings())
        oldest = (self.on - OLDEST_KNOWN).isoformat()
        for key in self.program.max_age.keys() & findings.keys():
            if self.program.elements[key].names and (findings[key].get("on") or "") >= oldest:
                findings[key] = findings[key] | {"confirmed": self.on.isoformat()}
        return Facts(self.program, findings, self.on, self.history)

    def _last_findings(self):
        """The last value of the record of each element, where no later one is known."""
        for key in self.history.values.keys() & self.program.elements.keys():
            rows = [value for value in self.history.of(key) if value.on <= self.on]
            finding = self.findings.get(key) or {}
            known = finding.get("value") not in (None, intake.UNKNOWN) and finding.get("on")
            if rows and (known or "") < rows[-1].on.isoformat():
                yield key, {"value": rows[-1].value, "on": rows[-1].on.isoformat()}

    def possible(self, name):
        """The values a name can still take when more is answered; None if it can be any."""
        if name in self.program.spread:
            return self.program.spread[name](self)
        if name in self.program.criteria:
            verdict = self.outlook(name)
            return None if verdict is None else [verdict]
        value = self[name]
        return None if value is None else [value]

    def outlook(self, name):
        """True or false if no answer still to come can change the named condition, else None."""
        if name not in self.outlooks:
            self.outlooks[name] = None
            self.outlooks[name] = self.program.nodes[name].outlook(self)
        return self.outlooks[name]

    def block_trace(self, key):
        """The trace of a block row, made once for all the regimens that it lists."""
        if key not in self.traces:
            self.traces[key] = self.program.nodes[f"block {key}"].trace(self)
        return self.traces[key]

    def asked_outlook(self, tree):
        """The outlook of blocked(), requested(), advised() and incomplete()."""
        return self.program.asked_outlook(self, tree.function, tree.argument)
