"""What a treatment summary says first: stops, limits passed, what the record says."""

from guidelines.engine import wording
from guidelines.engine.reading import is_urgent
from patients.visits.effect import effect

RULED_OUT = ("blocked", "hard_stop")


def stops(plan, decisions):
    """What must be read before anything else: (label, text)."""
    changed = _changed(plan, decisions)
    rows = [
        ("Act now, by the record", _urgent_signal(row) + changed)
        for row in signals(plan, urgent=True)
    ]
    rows += [("Not evaluated", row["message"]) for row in plan["errors"]]
    rows += [("Stop", row["text"]) for row in plan["notices"] if row["kind"] == "stop"]
    rows += [("Act now", row["sentence"]) for row in plan["advice"] if is_urgent(row)]
    rows += [stopped(plan["regimens"][code]) for code in _stopped_codes(plan, decisions)]
    for row in decisions:
        if row.kind == row.Kind.OVERRIDDEN:
            regimen = plan["regimens"][row.regimen]
            rows.append((f"Block overridden, {regimen['name']}", _blocking_text(regimen)))
    rows += _limits(plan, decisions)
    rows += [_beyond(row) for row in plan.get("limits", ())]
    rows += [("Attention", row["text"]) for row in plan["notices"] if row["kind"] == "warn"]
    return rows


def _limits(plan, decisions):
    """Limits that the dose of a decided treatment reaches."""
    given = [row.regimen for row in decisions if row.regimen and row.kind != row.Kind.DECLINED]
    return [
        (
            f"Planned dose, {plan['regimens'][code]['name']}",
            wording.capitalized(text).rstrip(".") + ".",
        )
        for code in given
        for dose in doses(plan["regimens"][code])
        for text in dose["limits"]
    ]


def _beyond(row):
    """A result that calls for action, with its values, what is to be done and for which drugs."""
    found = f"{row['text'].rstrip('.')} ({_measured(row)})."
    action = f"For {row['drugs']}: {row['action']}" if row["drugs"] else row["action"]
    return f"Beyond the limit, {row['test']}", " ".join(filter(None, [found, action, row["note"]]))


def _changed(plan, decisions):
    """The doses decided for what was taken already, as a sentence after what the record says."""
    texts = [
        f"{plan['regimens'][row.regimen]['name']} {effect(plan['regimens'][row.regimen], row)}"
        for row in decisions
        if row.regimen and row.is_given and effect(plan["regimens"][row.regimen], row)
    ]
    return f" Decided at this visit: {'; '.join(texts)}." if texts else ""


def signals(plan, urgent):
    """What the record over time says: with its values, what is not known, what is proposed."""
    return [
        row | {"measured": _measured(row), "unknown": [ask["label"] for ask in row["missing"]]}
        for row in plan.get("signals", ())
        if row["urgent"] == urgent
    ]


def _urgent_signal(row):
    proposed = row["proposes"]
    text = f"{row['title']}. {_measured(row)}. {row['text']}"
    if proposed:
        text += f" Proposed, not set: {proposed['label']}, {proposed['value_text']}."
    return text


def _measured(row):
    """The values of a row with their dates, each measure named once."""
    measures = {}
    for value in row["values"]:
        text = f"{value['value_text']} of {wording.date(value['on'])}"
        measures.setdefault(value["label"], []).append(text)
    return "; ".join(f"{label} {', then '.join(texts)}" for label, texts in measures.items())


def _stopped_codes(plan, decisions):
    """Regimens decided on or taken that nobody may give, or not yet."""
    codes = [row.regimen for row in decisions if row.regimen and row.is_given]
    codes += [row["regimen"] for row in plan.get("taken", ())]
    return dict.fromkeys(
        code
        for code in codes
        if code in plan["regimens"] and plan["regimens"][code]["state"] in ("waits", "hard_stop")
    )


def stopped(regimen):
    """Why a treatment must not be given, or not yet: (label, text)."""
    if regimen["state"] == "hard_stop":
        return f"Do not give {regimen['name']}", _blocking_text(regimen)
    missing = wording.listed(row["label"] for row in regimen["waits_for"])
    return f"Before {regimen['name']}", f"not known: {missing}. Do not give until known."


def _blocking_text(regimen):
    return " ".join(row["text"] for row in reasons(regimen, RULED_OUT))


def reasons(regimen, effects):
    """The reasons of a regimen that hold and have one of the effects."""
    return [
        row for row in regimen["reasons"] if row["effect"] in effects and row["verdict"] == "true"
    ]


def doses(regimen):
    """The dose of each drug of a regimen, named where there are several."""
    dose = regimen["dose"]
    if dose is None:
        return []
    return dose["parts"] or [dose]
