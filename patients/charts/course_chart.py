"""The chart of a patient's course: CK, strength, prednisone and treatments above one time axis."""

from typing import NamedTuple

from guidelines.engine import taken, wording
from guidelines.engine.followup import treatment
from patients.charts.axes import (
    Days,
    Linear,
    Logarithmic,
    Tick,
    figure,
    path,
    place,
    px,
    round_up,
    runs,
)

WIDTH, LEFT, RIGHT = 860, 96, 812  # the plot lies between LEFT and RIGHT
ROOM = 14  # right of the last day, for what begins on it
HEADING, GAP, LANE, BAR = 16, 14, 20, 22
TICK = 5  # the width of one infusion
LETTER = 6.3  # the width of a letter, estimated
DOT = "m-3.5,0a3.5,3.5 0 1,0 7,0a3.5,3.5 0 1,0 -7,0z"
SQUARE = "m-3.5,-3.5h7v7h-7z"
TRIANGLE = "m-5,-4h10l-5,9z"
DIAMOND = "m0,-6l6,6l-6,6l-6,-6z"
PLUS = "m-5,0h10m-5,-5v10"
BELOW = "m-4,-2h8l-4,7z"
FROM_VISITS = "from visits and results"
LOWEST, FIRST_TOP = 0.1, 10  # × upper limit: what the CK axis shows at least


class Sign(NamedTuple):
    """A mark or a piece of a line: its outline, and what it says when pointed at."""

    outline: str
    title: str
    is_filled: bool = False
    is_dashed: bool = False


class Words(NamedTuple):
    x: str
    y: str
    text: str
    anchor: str = "start"


class Panel(NamedTuple):
    """One series on its own axis above the common time axis."""

    heading: str
    heading_y: str
    top: str
    bottom: str
    ticks: list[Tick]
    reference: str = ""
    lines: tuple[Sign, ...] = ()
    signs: tuple[Sign, ...] = ()
    words: tuple[Words, ...] = ()


class Lane(NamedTuple):
    """One kind of event, in a line of its own."""

    name: str
    y: str
    signs: list[Sign]
    words: list[Words]


class Row(NamedTuple):
    """The courses of one drug: outlines with what they say, and the name once."""

    y: str
    bars: list[tuple[str, str]]
    words: Words


class CourseChart:
    """All coordinates of the drawing; the template only writes them out."""

    width, left, right = WIDTH, str(LEFT), str(RIGHT)

    def __init__(self, timeline):
        self.timeline, self.y = timeline, 4
        self.days = Days(timeline.first, timeline.last, LEFT, RIGHT - ROOM)
        self.lanes = self._lanes()
        self.top = px(self.y)
        self.panels = self._panels()
        self.rows = self._rows()
        self.bottom = px(self.y)
        self.ticks = self.days.ticks()
        self.height = px(self.y + 24)
        self.today = px(self.days.at(timeline.today))
        self.shows_future = timeline.last > timeline.today

    @property
    def title(self):
        """The drawing in one sentence, for those who do not see it."""
        line = self.timeline
        first, last = wording.date(line.first), wording.date(line.last)
        parts = [
            _counted("CK value", line.ck, " times the upper limit"),
            _counted("MMT-8 total", line.strength, " of 80"),
            f"prednisone {line.dose_on(line.today).text} now" if line.dose_on(line.today) else "",
            f"{len(line.courses)} treatment courses" if line.courses else "",
        ]
        return f"Course from {first} to {last}: {'; '.join(filter(None, parts))}."

    def _lanes(self):
        line = self.timeline
        visits = [(on, f"Visit of {wording.date(on)}", "") for on in line.visits]
        kinds = [
            ("Visits", TRIANGLE, visits),
            ("Relapse", DIAMOND, [_told(mark) for mark in line.relapses]),
            ("MRI", SQUARE, [_told(mark) for mark in line.mri]),
            ("Antibody titer", PLUS, [_told(mark) for mark in line.titers]),
        ]
        return [self._lane(*kind) for kind in kinds if kind[2]]

    def _lane(self, name, shape, marks):
        y, self.y = self.y + LANE / 2, self.y + LANE
        filled = shape == DIAMOND
        signs = [
            Sign(f"M{place(self.days.at(on), y)}{shape}", title, filled)
            for on, title, _text in marks
        ]
        places = [(self.days.at(on) + 8, text) for on, _title, text in marks if text]
        return Lane(name, px(y + 4), signs, _beside(places, y + 4))

    def _panels(self):
        line, found = self.timeline, []
        if line.ck:
            found.append(self._ck())
        if line.strength:
            found.append(self._strength())
        if line.doses:
            found.append(self._prednisone())
        return found

    def _frame(self, height):
        """Room for a panel: the places of its heading, its top and its bottom."""
        heading = self.y + HEADING
        top = heading + 20
        self.y = top + height + GAP / 2
        return heading, top, top + height

    def _ck(self):
        heading, top, bottom = self._frame(190)
        values = [float(point.value) for point in self.timeline.ck]
        low = LOWEST if min(values) < 3 * LOWEST else 3 * LOWEST
        scale = Logarithmic(low, _next_tick(max(*values, FIRST_TOP)), bottom, top)
        breaks = [mark.on for mark in self.timeline.without_limit]
        return Panel(
            f"CK, × upper limit of the laboratory (dashed: 1), log scale · {FROM_VISITS}",
            px(heading), px(top), px(bottom),
            [Tick(px(scale.at(tick)), figure(tick)) for tick in scale.ticks()],
            reference=px(scale.at(1)),
            **self._values(self.timeline.ck, scale, DOT, "CK {} × upper limit", breaks),
        )  # fmt: skip

    def _strength(self):
        heading, top, bottom = self._frame(84)
        scale = Linear(0, 80, bottom, top)
        return Panel(
            f"MMT-8, points of 80 (full strength) · {FROM_VISITS}",
            px(heading), px(top), px(bottom),
            [Tick(px(scale.at(tick)), str(tick)) for tick in (0, 40, 80)],
            **self._values(self.timeline.strength, scale, SQUARE, "MMT-8 {} of 80"),
        )  # fmt: skip

    def _values(self, points, scale, shape, says, breaks=()):
        """A joined series with a sign for each value; some are written beside it."""
        places = {point: (self.days.at(point.on), scale.at(point.value)) for point in points}
        lines = [
            Sign(path(place(*places[point]) for point in run), "") for run in runs(points, breaks)
        ]
        signs = [
            Sign(
                f"M{place(x, y)}{BELOW if float(point.value) < scale.low else shape}",
                _title(point, says, scale), is_filled=shape == DOT,
            )
            for point, (x, y) in places.items()
        ]  # fmt: skip
        words = [_number(points, place, places) for place in self._named(points)]
        return {"lines": lines, "signs": signs, "words": words}

    def _named(self, points):
        """The places of the first and the last value, and of those at a relapse."""
        relapses = {mark.on for mark in self.timeline.relapses}
        ends = (0, len(points) - 1)
        return [n for n, point in enumerate(points) if n in ends or point.on in relapses]

    def _prednisone(self):
        heading, top, bottom = self._frame(84)
        doses = self.timeline.doses
        high = round_up(max((dose.amount for dose in doses if dose.amount), default=10))
        scale = Linear(0, high, bottom, top)
        return Panel(
            "Prednisone, mg a day (dashed: planned) · from the courses",
            px(heading), px(top), px(bottom),
            [Tick(px(scale.at(tick)), figure(tick)) for tick in (0, high / 2, high)],
            lines=list(self._steps(scale)),
            words=self._dose_words(scale),
        )  # fmt: skip

    def _steps(self, scale):
        """A line for each stretch of one dose, from the end of the one before it.

        A dose of the last day is drawn into the room on the right.
        """
        before = None
        for start, end, dose, is_planned in self._pieces():
            x, y = px(self.days.at(start)), px(scale.at(dose.amount))
            outline = f"M{x},{before[1]}V{y}" if before and before[0] == start else f"M{x},{y}"
            title = f"{wording.date(dose.on)}: prednisone {dose.text}"
            title += ", planned" if dose.on > self.timeline.today else ""
            right = self.days.at(end) if end > start else RIGHT
            yield Sign(f"{outline}H{px(right)}", title, is_dashed=is_planned)
            before = end, y

    def _pieces(self):
        """Stretches of one known dose, cut at today: (from, to, dose, planned)."""
        doses, today = self.timeline.doses, self.timeline.today
        last = self.timeline.last if doses[-1].on > today else today
        ends = [dose.on for dose in doses[1:]] + [last]
        for dose, end in zip(doses, ends, strict=True):
            if dose.amount is None:
                continue
            if dose.on < today or end == today:
                yield dose.on, min(end, today), dose, False
            if end > today:
                yield max(dose.on, today), end, dose, True

    def _dose_words(self, scale):
        """Each dose above its step, where there is room for it."""
        places = [
            (self.days.at(dose.on) + 3, _amount(dose), scale.at(dose.amount or 0))
            for dose in self.timeline.doses
        ]
        found, end = [], 0
        for x, text, y in places:
            if x >= end and x + len(text) * LETTER < WIDTH:
                found.append(Words(px(x), px(y - 4), text))
                end = x + len(text) * LETTER + 4
        return found

    def _rows(self):
        groups = {}
        for course in self.timeline.courses:
            groups.setdefault(course.name, []).append(course)
        if not groups:
            return []
        self.y += GAP
        return [self._row(name, courses) for name, courses in groups.items()]

    def _row(self, name, courses):
        top, self.y = self.y, self.y + BAR
        bars = [bar for course in courses for bar in self._bars(course, top)]
        spans = [span for course in courses for span in self._spans(course)]
        return Row(px(top + 13), bars, _name(name, spans, top + 13))

    def _bars(self, course, top):
        """One bar for a course, or a narrow box for each dose of a drug given in cycles."""
        if not (days := self._cycles(course)):
            return [(self._bar(course, top), self._says(course))]
        outlines = [
            f"M{px(left)},{px(top + 2)}h{TICK}v15h-{TICK}z" for left, _ in self._spans(course)
        ]
        return list(zip(outlines, [_given(course, day) for day in days], strict=True))

    def _cycles(self, course):
        """The days on which a drug given in cycles was given or is planned; else nothing."""
        if course.per not in treatment.IN_CYCLES:
            return []
        return [step.on for step in course.steps if step.on <= self.timeline.last]

    def _spans(self, course):
        if days := self._cycles(course):
            places = [self.days.at(day) for day in days]
            return [(place - TICK / 2, place + TICK / 2) for place in places]
        return [self._span(course)]

    def _span(self, course):
        end = course.stop or max(self.timeline.today, course.start)
        start, end = self.days.at(course.start), self.days.at(end)
        return start, max(end, start + 4)

    def _bar(self, course, top):
        """A box from start to stop; an arrow at the end says that it goes on."""
        start, end = self._span(course)
        outline = f"M{px(start)},{px(top + 2)}H{px(end)}"
        outline += "v15" if course.stop else "l7,7.5l-7,7.5"
        return f"{outline}H{px(start)}z"

    def _says(self, course):
        text = f"{course.name}: {wording.date(course.start)} to "
        return text + (wording.date(course.stop) if course.stop else "now, going on")


def _given(course, day):
    """What was given on a day of a drug in cycles, for a tooltip."""
    dose = taken.dose(course.amount(day), course.unit, course.per)
    return f"{course.name}: {dose} on {wording.date(day)}"


def _number(points, number, places):
    """A value in figures, on the side of its sign that the line leaves free."""
    x, y = places[points[number]]
    beside = [places[point][1] for point in points[max(number - 1, 0) : number + 2]]
    is_trough = y * len(beside) > sum(beside)
    return Words(px(x + 7), px(y + 13 if is_trough else y - 6), points[number].text)


def _counted(name, points, unit):
    if not points:
        return ""
    plural = "s" if len(points) > 1 else ""
    return f"{len(points)} {name}{plural}, last {points[-1].text}{unit}"


def _told(mark):
    """A mark with its words for a tooltip and the short ones beside it."""
    short = mark.text.partition(": ")[2]
    return mark.on, f"{wording.date(mark.on)}: {mark.text}", short


def _title(point, says, scale):
    text = f"{wording.date(point.on)}: {says.format(point.text)}"
    text += f" ({point.detail})" if point.detail else ""
    return text + (
        f", below the axis ({figure(scale.low)})" if float(point.value) < scale.low else ""
    )


def _amount(dose):
    return "?" if dose.amount is None else wording.number(dose.amount)


def _beside(places, y):
    """Words beside marks, left out where they would run into each other or off the drawing."""
    found, taken = [], []
    for x, text in reversed(places):
        end = x + len(text) * LETTER
        if end < WIDTH and all(end < start for start in taken):
            found.append(Words(px(x), px(y), text))
        taken.append(x - 16)
    return found


def _next_tick(value):
    """The first of 10, 30, 100, 300 … that is not below a value."""
    tick, heads = 10.0, 0
    while tick < value * 0.9999:
        heads += 1
        tick = (10.0, 30.0)[heads % 2] * 10.0 ** (heads // 2)
    return tick


def _name(name, spans, y):
    """The name of a drug inside its longest bar, else right of the last, else left of the first."""
    width = (len(name) + 1) * LETTER
    start, end = max(spans, key=lambda span: span[1] - span[0])
    if end - start >= width:
        return Words(px(start + 5), px(y), name)
    last = max(end for _start, end in spans) + 12
    if last + width < WIDTH:
        return Words(px(last), px(y), name)
    return Words(px(min(start for start, _end in spans) - 5), px(y), name, "end")
