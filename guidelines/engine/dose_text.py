"""A dose in words, the same on every surface, and in figures for machines."""

from . import wording
from .formula import PER_WORDS, rule_text

TIMES = {2: "twice daily", 3: "3 times daily", 4: "4 times daily"}


def line(regimen, dose) -> str:
    """The order in one sentence: 'Prednisone 70 mg by mouth once daily in the morning'."""
    return wording.held_together(_line(regimen, dose))


def _line(regimen, dose):
    if dose is None or not dose.parts:
        return regimen.name
    if dose.single is None:
        parts = [_component(part) for part in dose.parts]
        return f"{wording.capitalized(wording.listed(parts))}, {regimen.route}"
    part = dose.single
    if part.amount is None:
        return regimen.name
    return _sentence(regimen, part)


def _sentence(regimen, part):
    how = f"{regimen.route} {_often(regimen, part)}".strip()
    if part.start is None:
        return f"{regimen.name} {amount(part)} {how}"
    start = figure(part, part.start, part.start_high)
    target = amount(part) + {"week": " a week", "day": ""}.get(part.row.per, "")
    if part.row.per == "day" and part.row.doses_per_day == 1:
        target += " a day"
    return f"{regimen.name}, start {start} {how}, target {target}"


def _often(regimen, part):
    """The schedule, unless the amount already says how many times a day."""
    return "" if part.row.per == "day" and part.row.doses_per_day > 1 else regimen.schedule


def _component(part):
    shown = amount(part) if part.amount is not None else rule_text(part.row)
    schedule = "" if part.amount is not None and part.row.doses_per_day > 1 else part.row.schedule
    return f"{part.row.drug} {shown} {schedule}".strip()


def amount(part) -> str:
    """The amount of one drug: '70 mg', '1.5 mg twice daily (3 mg a day)'."""
    return figure(part, part.amount, part.high)


def figure(part, low, high) -> str:
    """A dose or range of a part, per single dose where the day has several."""
    rule = part.row
    count = rule.doses_per_day if rule.per == "day" else 1
    if count == 1:
        return wording.amounts(low, high, part.row.unit)
    return daily(low, high, part.row.unit, count, part.row.schedule)


def daily(low, high, unit, count, often="") -> str:
    """A dose of the day as it is taken: '500 mg twice daily (1000 mg a day)'."""
    single = wording.amounts(low / count, None if high is None else high / count, unit)
    return f"{single} {often or TIMES[count]} ({wording.amounts(low, high, unit)} a day)"


def text(part, labels: dict[str, str]) -> str:
    """The dose in a sentence; without a number the rule and what must be known first."""
    if part.amount is None:
        needs = _needs(part, labels)
        rule = f"{wording.capitalized(part.row.drug)}: {rule_text(part.row)}".rstrip(": ")
        reasons = " ".join(wording.capitalized(limit) + "." for limit in part.limits)
        return f"{rule}. {needs or reasons}".strip()
    shown = f"{wording.capitalized(part.row.drug)} {amount(part)}"
    if part.row.per != "day":
        shown += f" {PER_WORDS[part.row.per]}"
    if part.start is not None:
        shown += f", start with {figure(part, part.start, part.start_high)}"
    return shown


def _needs(part, labels):
    known = wording.listed([labels[key] for key in part.missing])
    confirmed = wording.listed([labels[key] for key in part.held])
    texts = [f"known: {known}" if known else "", f"confirmed: {confirmed}" if confirmed else ""]
    return f"No number until {wording.listed(texts)}." if known or confirmed else ""


def as_json(dose, labels, weight_text="") -> dict:
    """The dose for the plan: figures as strings of decimals, texts ready to print."""
    parts = [_part(part, labels) for part in dose.parts]
    empty = dict.fromkeys(("amount", "high", "start", "per_dose"))
    top = parts[0] if dose.single else {**empty, "unit": "", "tablets_text": "", "limits": []}
    return {
        **{key: top[key] for key in (*empty, "unit", "tablets_text", "limits")},
        "hard_limit": top.get("hard_limit"),
        "per": dose.single.row.per if dose.single else "",
        "text": "; ".join(part["text"] for part in parts),
        "formula": "; ".join(dict.fromkeys(part["formula"] for part in parts if part["formula"])),
        "missing": [{"key": key, "label": labels[key]} for key in dose.missing],
        "weight_text": weight_text if any("kg" in part["formula"] for part in parts) else "",
        "parts": parts if len(parts) > 1 else [],
    }


def _part(part, labels):
    per_dose = part.row.per == "dose"
    return {
        "drug": part.row.drug,
        # A daily total is only given where the number of doses a day is fixed.
        "amount": None if per_dose else _figure(part.amount),
        "high": None if per_dose else _figure(part.high),
        "start": _figure(part.start),
        "per_dose": _figure(part.per_dose),
        "unit": part.row.unit + {"week": "/week"}.get(part.row.per, ""),
        "text": text(part, labels),
        "formula": wording.held_together(part.formula),
        "tablets_text": _tablets(part),
        "hard_limit": _figure(part.limit),
        "limits": [wording.held_together(limit) for limit in part.limits],
    }


def _figure(value):
    return None if value is None else f"{value.normalize():f}"


def _tablets(part):
    if not part.tablets or part.start is None:
        return part.tablets
    single = wording.amount(part.start / part.row.doses_per_day, part.row.unit)
    return f"{part.tablets} for {single} to start"
