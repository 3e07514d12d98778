"""The taper planner of one course: what was typed, the steps, and what is said of them."""

import datetime
from itertools import zip_longest

from guidelines.engine import taper_hold, wording
from guidelines.engine.history import Step
from guidelines.engine.instruments.taper import PATTERNS, USUAL_FLOORS_MG
from guidelines.engine.taper_plan import judge
from patients.treatment import tapers
from patients.treatment.taper_forms import Line, TaperForm

FULL_DOSE_WEEKS = 4  # the least before a first reduction, as the regimen says
MOST_STEPS = 60
REDRAWN = "The steps were drawn anew. Look at them, then save."


class Planner:
    """The frame and the lines of a plan, opened from the record or as posted."""

    def __init__(self, course, facts, data=None):
        self.course, self.facts = course, facts
        self.content = facts.program.content
        self.form = TaperForm(data, initial=self._initial())
        self.lines, self.redrawn, self.focused = [], False, None
        self.seen = tapers.as_seen(course) if data is None else data.get("seen", "")
        if data is None:
            self.lines = [Line.of(step) for step in self._planned()]
        else:
            self._take(data)
        self.plan = self._judged()

    @property
    def is_unknown(self):
        """Whether the record has no number for the dose of today."""
        return self.course.as_history().amount(self.facts.on) is None

    def _initial(self):
        """The dose of the record from today on, after the weeks that are left at full dose."""
        today, course = self.facts.on, self.course.as_history()
        amount = course.amount(today)
        taken = [step.on for step in course.steps if step.on <= today]
        passed = (today - max(taken, default=today)).days // 7
        return {
            "pattern": course.taper,
            "start_mg": "" if amount is None else wording.number(amount),
            "on": wording.date(today),
            "weeks": max(FULL_DOSE_WEEKS - passed, 0),
            "floor_mg": USUAL_FLOORS_MG[0],
            "strengths": [str(mg) for mg in tapers.in_stock(self.course, self.content)],
        }

    def _planned(self):
        """The steps that are planned already, after the one taken now."""
        steps = self.course.as_history().steps if self.course.taper else ()
        return [step for step in steps if step.on > self.facts.on and step.amount is not None]

    def _take(self, data):
        """The lines as posted, drawn anew where their frame changed, with one more or one less."""
        pairs = zip_longest(data.getlist("step_on"), data.getlist("step_mg"), fillvalue="")
        self.lines = [Line(on, mg) for on, mg in list(pairs)[:MOST_STEPS]]
        act = data.get("do", "")
        if self.form.is_valid() and (act == "draw" or self.form.shape != data.get("drawn", "")):
            self.lines = [Line.of(step) for step in self.form.drawn]
            self.redrawn = True
        elif act == "add":
            self._add()
        elif act.startswith("remove-"):
            self._remove(act.removeprefix("remove-"))

    def _add(self):
        """One more step: the next one of the pattern, for the clinician to change."""
        if len(self.lines) == MOST_STEPS:
            return
        last = self.lines[-1].step if self.lines else None
        self.lines.append(Line.of(self._next(last)) if last and self._has_frame else Line("", ""))
        self.focused = len(self.lines) - 1

    def _next(self, last):
        rule = PATTERNS[self.form.cleaned_data["pattern"]]
        lowest = min(self.form.cleaned_data["floor_mg"], last.amount)
        day = last.on + datetime.timedelta(days=rule.days)
        return Step(day, max(rule.step(last.amount), lowest))

    def _remove(self, place):
        if place.isdecimal() and int(place) < len(self.lines):
            del self.lines[int(place)]
            self.focused = min(int(place), len(self.lines) - 1)

    @property
    def _has_frame(self):
        return self.form.is_bound and self.form.is_valid()

    @property
    def steps(self):
        """The steps, or None while one of them cannot be read."""
        found = [line.step for line in self.lines]
        return None if None in found else found

    def _judged(self):
        if self.steps is None or not (self._has_frame or self.is_saved):
            return None
        return judge(self.steps, self.frame)

    @property
    def is_saved(self):
        """Whether the steps shown are those saved."""
        return not self.form.is_bound and bool(self.course.taper)

    @property
    def frame(self):
        """What the steps are judged against: as typed, or of the taper that is saved."""
        return tapers.frame(self.course, self.facts, **self.frame_typed)

    @property
    def frame_typed(self):
        """Pattern, floor and strengths."""
        if self._has_frame:
            typed = self.form.cleaned_data
            floor, strengths = typed["floor_mg"], typed["strengths"]
            return {"pattern": typed["pattern"], "floor": floor, "strengths": strengths}
        lowest = min((step.amount for step in self.steps), default=0)
        strengths = tapers.in_stock(self.course, self.content) or tapers.OFFERED_MG
        return {"pattern": self.course.taper, "floor": lowest, "strengths": strengths}

    @property
    def rows(self):
        """(place, line, what is said of it) for each step."""
        judged = self.plan.rows if self.plan else [None] * len(self.lines)
        pairs = zip(self.lines, judged, strict=True)
        return [(place, line, _told(line, row)) for place, (line, row) in enumerate(pairs)]

    @property
    def typed(self):
        """The fields of one line each."""
        return [self.form[name] for name in ("start_mg", "on", "weeks", "floor_mg")]

    @property
    def total(self):
        """The milligrams of all steps, as shown."""
        return wording.amount(self.plan.cumulative_mg, "mg") if self.plan else ""

    @property
    def signals(self):
        """What the record says against going on."""
        return taper_hold.signals(self.facts, self.course.as_history())

    @property
    def is_held(self):
        """Whether a stop rule stands, so that nothing can be saved."""
        return bool(taper_hold.stop(self.facts, self.course.as_history()))

    @property
    def caution(self):
        """Why it may be too early."""
        return taper_hold.caution(self.facts)


def _told(line, row):
    """What stands beside a step; nothing but what is wrong with it while one cannot be read."""
    if row is None:
        return {"errors": line.errors}
    return {
        "length": _length(row.days),
        "tablets": row.tablets,
        "all": wording.amount(row.mg, "mg"),
        "check": wording.date(row.check) if row.check else "",
        "errors": row.errors,
        "warnings": row.warnings,
    }


def _length(days):
    weeks, rest = divmod(days, 7)
    number, unit = (days, "day") if rest else (weeks, "week")
    return f"{number} {unit}{'' if number == 1 else 's'}"
