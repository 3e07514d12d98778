"""Words for times shorter than a week, as English and Spanish texts and clinicians write them."""

import re

SPANISH = "es"
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NAMED = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
    r"|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bados?|domingos?)"
)
_HOURS = r"(?:\d+|two|three|four|six|eight|twelve|twenty-four)[ -]?(?:h|hours?|hourly)"
_DAY = r"(?:days?|mornings?|noon|afternoons?|evenings?|nights?|bedtime|breakfast|dinner)"
_DAYS = r"(?:\d|two|three|four|five|six|seven|alternate|other|most|all)"
_ENGLISH = (
    r"\d?daily|nightly|hourly|every hour|q\d+h|quotidian"
    rf"|(?:each|every|per|a|an|in the|at|before|after|with)\s{_DAY}"
    rf"|(?:{_DAYS}|each|every)\s(?:\w+\s)?days?(?:\s(?:a|per|each|every)\sweek)?"
    rf"|every\s{_HOURS}|mornings|evenings|nights|weekdays"
    r"|(?:morning|noon|midday)\s?(?:and|,|/)\s?(?:noon|evening|night|bedtime)"
    r"|(?:twice|thrice|(?:\d|two|three|four|five|six|seven) times|many times)"
    r"\s(?:a|per|each|every)?\s?(?:day|week|weekly|daily)"
)
_DIA = r"(?:d[ií]as?|mañanas?|tardes?|noches?)"
_SPANISH = (
    rf"(?:cada|al|por)\s{_DIA}|(?:todos los|todas las|por las?|en las?)\s{_DIA}"
    r"|a diario|diari(?:o|a|os|as|amente)|cada\s\w+\s(?:d[ií]as|horas)"
    r"|(?:dos|tres|cuatro|cinco|seis|siete|varias|\d) (?:veces|d[ií]as) (?:al?|por|cada)(?: la)?\s"
    r"(?:d[ií]a|semana)"
)
SHORT = rf"(?:{_ENGLISH}|{_SPANISH})"
_INITIALS = (
    *("qd", "od", "qod", "eod", "bd", "bid", "tid", "tds", "qid", "qds", "hs", "qhs", "qam", "qpm"),
    *("biw", "tiw"),
)
_SIGNS = "|".join(map(r"\.?".join, _INITIALS))
SHORTER = re.compile(
    rf"(?<!\w){SHORT}(?!\w)|/\s?d(?:ay)?(?!\w)|(?<![\w.])(?:{_SIGNS})(?!\w)"
    rf"|(?<![\w/])[1-7]/7(?![\w/])|\b{_NAMED}\b.*\b{_NAMED}\b",
    re.I | re.S,
)
DENIED = re.compile(
    rf"\b(?:never|not|nunca|no)\s(?:(?:give|given|take|taken|it|a|one|l[ao]|tome)\s)*{SHORT}(?!\w)"
    rf"|\ba daily dose (?:can be|is) fatal",
    re.I,
)
WEEK = re.compile(r"\b(?:week|semana)", re.I)
