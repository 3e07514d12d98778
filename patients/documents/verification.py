"""Whether a printed summary is what this server signed, and whether its plan still comes out.

Its data are not trusted: what is missing or of another shape is a check that does not hold.
"""

import datetime
import hashlib
import json
import re
from os.path import commonprefix
from typing import NamedTuple

from guidelines import frozen
from guidelines.engine import history, wording
from guidelines.engine.plan import evaluate
from guidelines.models import GuidelineVersion
from patients.canonical import canonical
from patients.documents.attached import FORM, PLAN
from patients.documents.reopened import Reopened, UnreadableError
from patients.documents.sealed import is_ours
from patients.models import Encounter

SHAPE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
NAMED = 10  # differences told one by one
FIRST = "doses"  # of a plan that differs
GONE = "nothing"
FOOT = re.compile(r"myopathway·plan([0-9a-f]{4}-[0-9a-f]{4})·")  # as squeezed, on every page
DIGEST = re.compile(r"plananddecisions\(sha-256\):([0-9a-f]{64})")  # as squeezed, once


class Check(NamedTuple):
    """One thing that was looked at: whether it holds, and a sentence that says so."""

    holds: bool
    text: str


def verify(opened: Reopened) -> list[Check]:
    """What was checked, in the order to read it in; the file is good only if all of it holds.

    Raises UnreadableError where there is no plan to check.
    """
    data = plan_of(opened)
    version = _version(data)
    return [
        _guideline(data, version),
        _attempt(_content, data, version),
        _signed(data, opened),
        _attempt(_files, data, opened),
        _attempt(_evaluated_again, data, version),
        _attempt(_same_consultation, data, opened),
        _attempt(_printed, data, opened),
    ]


def plan_of(opened: Reopened) -> dict:
    """The plan that a PDF carries, as it stands there."""
    if PLAN not in opened.files:
        raise UnreadableError(f"It carries no {PLAN}: not a summary of a signed consultation.")
    try:
        data = json.loads(opened.files[PLAN])
        canonical(data)
    except (ValueError, RecursionError):
        raise UnreadableError(f"Its {PLAN} is damaged: it cannot be read as JSON.") from None
    if not isinstance(data, dict) or data.get("form") != FORM:
        raise UnreadableError(f"Its {PLAN} has a form that this server does not know.")
    return data


def note(data: dict) -> str:
    """What this server's record says of the consultation; it decides nothing about the file."""
    digest = str(data.get("encounter_digest")).replace("\0", "")
    found = Encounter.objects.signed().filter(digest=digest).first()
    if found is None:
        return "The consultation is not in this server's record."
    if any(row.is_signed for row in found.amendments.all()):
        return "The consultation was amended since: the amendment holds, not this file."
    return "The consultation is in this server's record and was not amended."


def _attempt(check, *about):
    try:
        return check(*about)
    except SHAPE:
        return Check(False, f"{check.__doc__} cannot be checked: the data are of another shape.")


def _version(data):
    """The version of this server that the data name, or None."""
    named = data.get("guideline")
    key, number = (named.get("key"), named.get("version")) if isinstance(named, dict) else ("", 0)
    if not re.fullmatch(r"[-\w]{1,50}", str(key)) or not re.fullmatch(r"[0-9]{1,6}", str(number)):
        return None
    published = GuidelineVersion.objects.filter(published_at__isnull=False)
    return published.filter(guideline__key=key, number=number).first()


def _guideline(data, version):
    if version is None:
        return Check(False, f"The guideline version is not here: {data.get('guideline')!r:.80}.")
    return Check(True, f"The guideline version is here: {version}, {version.standing}.")


def _content(data, version):
    """The content of the version"""
    if version is None:
        return Check(False, "The content of the version cannot be compared.")
    if data["guideline"]["digest"] != version.digest:
        return Check(False, "This server's version of that number has other content.")
    return Check(True, f"Its content is that of this server's version ({version.digest[:8]}).")


def _signed(data, opened):
    """Also bytes that read the same count as changed: another reader might read them otherwise."""
    if canonical(data) != opened.files[PLAN] or not is_ours(data):
        return Check(False, f"This server did not sign it, or {PLAN} was changed.")
    return Check(True, f"This server signed {PLAN}, and nobody changed it since.")


def _files(data, opened):
    """The list of files"""
    signed = data["files"]
    held = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in opened.files.items()
        if name != PLAN
    }
    wrong = sorted(name for name in held | signed if held.get(name) != signed.get(name))
    if wrong:
        return Check(False, f"Changed, missing or added: {', '.join(wrong)!r:.200}.")
    return Check(True, f"The files are those signed: {', '.join(sorted(held))}.")


def _evaluated_again(data, version):
    """The plan"""
    if version is None:
        return Check(False, "The plan cannot be evaluated again without its guideline version.")
    day = datetime.date.fromisoformat(data["on"])
    past = history.read(data["history"])
    plan = evaluate(frozen.load(version), data["findings"], day, past).as_json()
    now = json.loads(canonical(plan))
    if canonical(now) == canonical(data["plan"]):
        return Check(True, f"Evaluated again for {day}, the findings give the same plan.")
    rows = list(differences(data["plan"], now))
    more = [f"and {len(rows) - NAMED} more"] if len(rows) > NAMED else []
    told = "\n".join(f"       {row}" for row in [*rows[:NAMED], *more])
    return Check(False, f"Evaluated again for {day}, the plan is another:\n{told}")


def _same_consultation(data, opened):
    """The code in the foot of the pages"""
    digest = data["encounter_digest"]
    code = f"{digest[:4]}-{digest[4:8]}"
    found = [set(FOOT.findall(_squeezed(page))) for page in opened.pages]
    wrong = [str(number) for number, codes in enumerate(found, 1) if codes != {code}]
    if wrong or DIGEST.findall(_squeezed("".join(opened.pages))) != [digest]:
        where = f"page {wording.listed(wrong)}" if wrong else "the digest at the end"
        return Check(False, f"The pages are of another consultation than the data: {where}.")
    return Check(True, f"Every page has the code of the consultation in the data: {code}.")


def _printed(data, opened):
    """The printed doses"""
    text = _squeezed("".join(opened.pages))
    regimens = data["plan"]["regimens"]
    lines = [
        row["dose"] or regimens[row["regimen"]]["line"]
        for row in data["decisions"]
        if row["regimen"] and row["kind"] != "declined"
    ]
    if missing := [line for line in lines if _squeezed(line) not in text]:
        return Check(False, f"Not found on the pages: {'; '.join(missing)!r:.300}.")
    return Check(True, "The pages show every dose decided; they are not signed themselves.")


def _squeezed(text):
    """Without what a printer adds or takes: line ends, spaces, capitals inside names."""
    return "".join(text.split()).casefold()


def differences(signed, now, place="plan"):
    """Where two plans differ, one line each, rows named by their key."""
    if isinstance(signed, dict) and isinstance(now, dict):
        for name in sorted(signed.keys() | now.keys(), key=lambda name: (name != FIRST, name)):
            yield from differences(signed.get(name, GONE), now.get(name, GONE), f"{place} {name}")
    elif isinstance(signed, list) and isinstance(now, list) and len(signed) == len(now):
        for index, (one, other) in enumerate(zip(signed, now, strict=True), 1):
            key = one.get("key", index) if isinstance(one, dict) else index
            yield from differences(one, other, f"{place} {key}")
    elif signed != now:
        start = max(0, len(commonprefix([str(signed), str(now)])) - 20)
        was, now = (repr(str(value)[start : start + 60]) for value in (signed, now))
        yield f"{place!r:.80}: signed {was}, now {now}"
