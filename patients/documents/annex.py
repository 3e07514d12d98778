"""How a plan came about: each recommendation with what was compared, not known and cited.

A signed plan holds its comparisons. It is evaluated again all the same, from the findings and the
record that were frozen with it and with its version of the guideline, to say whether it still is
what anybody would get from them.
"""

from guidelines.engine import wording

STATUSES = {
    "recommended": "Recommended",
    "check_first": "Check first",
    "ruled_out": "Ruled out",
    "needs_data": "Needs data",
    "not_indicated": "Not indicated",
}
VERDICTS = {"true": "Yes", "false": "No", "unknown": "Not known"}
JUNCTIONS = {"and": "All of these", "or": "Any of these", "not": "The opposite of this"}
STATES = {
    "free": "nothing against it",
    "caution": "take care",
    "waits": "waits for what is not known",
    "blocked": "ruled out",
    "hard_stop": "ruled out, no override",
}


def annex(encounter, plan) -> dict:
    """Recommendations by status, and where a new evaluation differs from what was signed."""
    again = encounter.evaluate(encounter.past()).as_json()
    found = plan if _is_traced(plan) else again
    told = set()
    groups = [
        (
            label,
            [
                _recommendation(found, row, told)
                for row in found["advice"]
                if row["status"] == status
            ],
        )
        for status, label in STATUSES.items()
    ]
    return {
        "groups": [(label, rows) for label, rows in groups if rows],
        "differs": differences(plan, again),
        "is_traced": _is_traced(plan),
    }


def _is_traced(plan):
    return all(row.get("tree") for row in plan["advice"])


def differences(plan, again) -> list[str]:
    """What two evaluations say otherwise: a status, a state of a regimen, or the line of a dose."""
    pairs = zip(_said(plan), _said(again), strict=False)
    found = [f"{was[0]}: {was[1]}, now {now[1]}" for was, now in pairs if was != now]
    if len(_said(plan)) != len(_said(again)):
        found.append("not the same recommendations or treatments")
    return found


def _said(plan):
    """Statuses, states and doses; how wide a space is makes no difference."""
    rows = [(row["key"], STATUSES[row["status"]].lower()) for row in plan["advice"]]
    regimens = [
        (row["name"], wording.evenly_spaced(f"{STATES[row['state']]}, {row['line']}"))
        for row in plan["regimens"].values()
    ]
    return sorted(rows) + sorted(regimens)


def _recommendation(plan, row, told):
    """One recommendation as printed; `told` are the conditions whose parts stand above already."""
    codes = [code for code in row["regimens"] + row["also_regimens"] if code in plan["regimens"]]
    return {
        "key": row["key"],
        "status": row["status"],
        "sentence": row["sentence"],
        "gated": row["gated"],
        "phrase": row["phrase"],
        "trace": _compared(row["tree"], told),
        "unknown": wording.listed(ask["label"] for ask in row["asks"]),
        "shown_because": row["shown_because"],
        "regimens": [_regimen(plan["regimens"][code]) for code in codes],
        "strength": row["strength"],
        "certainty": row["certainty"],
        "sources": row["sources"],
        "own_source": row["own_source"],
        "mark_label": row["mark_label"],
    }


def _regimen(regimen):
    """A treatment with its state and the rows that speak for it, each with what it rests on."""
    return {
        "name": regimen["name"],
        "state": STATES[regimen["state"]],
        "reasons": [
            row | {"rests_on": "; ".join(_dated(line) for line in row["why"])}
            for row in regimen["reasons"]
        ],
    }


def _dated(line):
    return f"{line['text']} ({wording.date(line['on'])})" if line["on"] else line["text"]


def _compared(node, told):
    """A comparison with value, day and verdict, and those inside it, which are printed once."""
    verdict, parts = VERDICTS[node["verdict"]], node.get("parts", [])
    if "operator" in node:
        inner = [_compared(part, told) for part in parts]
        return {"verdict": verdict, "text": JUNCTIONS[node["operator"]], "parts": inner}
    text = wording.capitalized(node["text"])
    is_above = bool(parts) and text in told
    told.add(text)
    return {
        "verdict": verdict,
        "text": text,
        "value": node["value"],
        "on": node["on"] and wording.date(node["on"]),
        "is_above": is_above,
        "parts": [] if is_above else [_compared(part, told) for part in parts],
    }
