"""What is advised, with which drug and dose, and what forbids it."""

from django.db import models

from guidelines.fields import ExpressionField, ListField, NumberField
from guidelines.models.rows import REGIMENS_HELP, SOURCES_HELP, KeyedRow, Mark, Ordered, Row, mark

OWN_SOURCE_HELP = "Said beside the sources, for example: our own limit."


class Recommendation(KeyedRow):
    """One imperative sentence and the condition under which it holds."""

    class Category(models.TextChoices):
        SAFETY = "safety", "safety"
        INITIAL = "initial", "initial"
        ESCALATION = "escalation", "escalation"
        ANTIBODY = "antibody-specific", "antibody-specific"
        SITUATION = "special situation", "special situation"
        MONITORING = "monitoring", "monitoring"
        FOLLOW_UP = "follow-up", "follow-up"

    class Urgency(models.TextChoices):
        NOW = "now", "now (minutes to hours)"
        DAY = "24h", "within 24 hours"
        DAYS = "days", "within days"
        WEEKS = "weeks", "within weeks"

    class IfUnknown(models.TextChoices):
        ASK = "ask", "ask for the missing facts"
        HIDE = "hide", "stay quiet"
        SAFE = "safe", "show as recommended and say what is not known"

    sentence = models.TextField(help_text="One imperative sentence: Stop the statin now.")
    category = models.CharField(max_length=20, choices=Category)
    urgency = models.CharField(max_length=10, choices=Urgency)
    when = ExpressionField()
    if_unknown = models.CharField(max_length=10, choices=IfUnknown)
    strength = models.CharField(max_length=60, help_text="For example: strong, conditional")
    certainty = models.CharField(max_length=60, help_text="For example: low, expert consensus")
    rationale = models.TextField(help_text="Why, in one or two sentences, with numbers.")
    graded_by = models.CharField(
        max_length=60, default="ours", help_text="Key of the source that graded it, or: ours"
    )
    grade_note = models.TextField(blank=True, help_text="What the grade applies to.")
    regimens = ListField(help_text=REGIMENS_HELP)
    choose_from = ListField(help_text="Recommendations whose regimens to choose from: R14, R15.")
    statements = ListField(help_text="Statements of the source document: S1, S3.")
    sources = ListField(help_text=SOURCES_HELP)
    own_source = models.TextField(blank=True, help_text=OWN_SOURCE_HELP)
    conflicts = ListField(help_text="Conflicts between sources that matter here: U1.")
    exempt = models.TextField(
        blank=True, help_text="Why it needs no source, strength or certainty; empty: it needs them."
    )
    review_by = models.CharField(
        max_length=10,
        blank=True,
        help_text="Day by which it is looked at again, if before the version is: 2027-11-22",
    )
    mark = mark(Mark.OURS)


class Regimen(Row):
    """A drug treatment: its drugs, doses, schedule and what to watch."""

    class Calculator(models.TextChoices):
        CALCULATED = "calculated", "dose calculated"
        FLAT = "flat", "fixed dose"
        NONE = "none", "text only"

    code = models.CharField(max_length=60, help_text="As conditions write it, for example: MTX")
    name = models.CharField(max_length=200, help_text="For example: Methotrexate once a week")
    use = models.TextField(help_text="What it is for, in a few words.")
    calculator = models.CharField(max_length=12, choices=Calculator)
    route = models.CharField(max_length=200, help_text="For example: by mouth")
    schedule = models.TextField(help_text="For example: once a week on the same day")
    duration = models.TextField(blank=True, help_text="For example: two years or longer")
    flags = ListField(
        help_text="From: immunosuppressant, glucocorticoid, unsafe_in_pregnancy, "
        "specialist_only, off_label, antimicrobial."
    )
    information = models.TextField(blank=True, help_text="What the patient should know.")
    organ_advice = models.TextField(blank=True, help_text="Kidney, liver, age.")
    contraindications = models.TextField(blank=True, help_text="When not to give it.")
    cautions = models.TextField(blank=True, help_text="When to take care.")
    interactions = models.TextField(blank=True, help_text="Drugs that do not go with it.")
    before = models.TextField(blank=True, help_text="Checks before the first dose.")
    monitoring = models.TextField(blank=True, help_text="What to check during treatment.")
    ingredient = models.CharField(
        max_length=60, blank=True, help_text="Its word among current medicines: methotrexate"
    )
    therapy = models.CharField(
        max_length=60, blank=True, help_text="Its word among failed therapies: glucocorticoid"
    )
    lasts_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="Days of a course that ends by itself, for example: 3"
    )
    sources = ListField(help_text=SOURCES_HELP)
    statements = ListField(help_text="Statements of the source document: S7.")
    mark = mark(Mark.MEMORY)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="regimen_code_in_version")
        ]

    def __str__(self):
        return self.code


class Part(Ordered):
    """One drug of a regimen and the rule for its dose."""

    class Basis(models.TextChoices):
        FLAT = "flat", "fixed"
        PER_KG = "per_kg", "per kg"
        PER_M2 = "per_m2", "per m²"
        PLASMA_VOLUME = "plasma_volume", "per plasma volume"
        NONE = "none", "no number"

    class Per(models.TextChoices):
        DAY = "day", "a day"
        WEEK = "week", "a week"
        COURSE = "course", "a course"
        INFUSION = "infusion", "an infusion"
        DOSE = "dose", "a dose"
        SESSION = "session", "a session"

    class Weight(models.TextChoices):
        ACTUAL = "actual", "actual weight"
        DOSE = "dose_weight", "adjusted weight from BMI 30"

    class Rounding(models.TextChoices):
        NEAREST = "nearest", "to the nearest step, ties down"
        DOWN = "down", "down to a step"

    parent = "regimen"
    regimen = models.ForeignKey(Regimen, models.CASCADE, related_name="parts")
    drug = models.CharField(max_length=200, help_text="For example: prednisone")
    basis = models.CharField(max_length=20, choices=Basis)
    unit = models.CharField(max_length=40, help_text="Unit of every amount, for example: mg")
    per = models.CharField(max_length=10, choices=Per, default=Per.DAY)
    low = NumberField(help_text="Amount, or the lower end of a range, for example: 0.75")
    high = NumberField(help_text="Upper end of a range; empty if there is none.")
    start = NumberField(help_text="Starting amount, if lower than the target.")
    start_high = NumberField(help_text="Upper end of a starting range.")
    doses_per_day = models.PositiveSmallIntegerField(
        default=1, help_text="With 2, the daily amount is given in two doses."
    )
    weight = models.CharField(max_length=20, choices=Weight, default=Weight.ACTUAL)
    step = NumberField(help_text="Round to multiples of this, for example: 2.5")
    rounding = models.CharField(max_length=10, choices=Rounding, default=Rounding.NEAREST)
    hard_max = NumberField(help_text="Never more than this.")
    hard_max_per_kg = NumberField(help_text="Never more than this per kg.")
    soft_max = NumberField(help_text="Said when it is reached.")
    soft_max_per_kg = NumberField(help_text="Said when it is reached, per kg.")
    tablets = ListField(help_text="Strengths, for example: 20, 5, 1.")
    schedule = models.TextField(blank=True, help_text="For example: in the morning")
    times = ListField(
        help_text="When the doses of a day are taken: morning, noon, evening, night; for handouts."
    )
    accepted = models.TextField(blank=True, help_text="Range that sources accept: 0.5–1 mg/kg")
    mark = mark(Mark.MEMORY)

    def __str__(self):
        return self.drug


class Adjustment(Ordered):
    """A change of the dose rule for some patients."""

    class Effect(models.TextChoices):
        FACTOR = "factor", "multiply by low, or by low to high"
        START_FACTOR = "start_factor", "multiply the starting dose"
        SUBTRACT = "subtract", "subtract low per kg"
        CAP = "cap", "no more than low"
        CAP_PER_KG = "cap_per_kg", "no more than low per kg"
        REPLACE = "replace", "replace the amount"
        START_REPLACE = "start_replace", "replace the starting amount"
        NO_NUMBER = "no_number", "give no number"

    class IfUnknown(models.TextChoices):
        HOLD = "hold", "no number until it is known"
        IGNORE = "ignore", "ignore"

    parent = "regimen"
    regimen = models.ForeignKey(Regimen, models.CASCADE, related_name="adjustments")
    when = ExpressionField(help_text="For example: egfr >= 30 and egfr < 60")
    effect = models.CharField(max_length=20, choices=Effect)
    text = models.TextField(help_text="As the formula says it, for example: half for the kidneys")
    if_unknown = models.CharField(max_length=10, choices=IfUnknown, default=IfUnknown.HOLD)
    low = NumberField(help_text="For example: 0.5")
    high = NumberField(help_text="Upper end of a range; empty if there is none.")
    source = models.CharField(max_length=200, blank=True, help_text="Key of a reference: BSR2017")
    mark = mark(Mark.MEMORY)

    def __str__(self):
        return f"{self.effect}: {self.when}"


class Block(KeyedRow):
    """A condition that forbids regimens, or calls for care with them."""

    class Effect(models.TextChoices):
        HARD_STOP = "hard_stop", "hard stop (nobody may override)"
        BLOCK = "block", "block (override with a reason)"
        CAUTION = "caution", "caution (text only)"

    class IfUnknown(models.TextChoices):
        ASK = "ask", "the regimen waits for the fact"
        IGNORE = "ignore", "ignore"

    regimens = ListField(blank=False, help_text=REGIMENS_HELP)
    when = ExpressionField()
    effect = models.CharField(max_length=10, choices=Effect)
    if_unknown = models.CharField(max_length=10, choices=IfUnknown)
    reason = models.TextField(help_text="For example: Severe kidney disease")
    instead = models.TextField(help_text="What to offer or do instead.")
    sources = ListField(help_text=SOURCES_HELP)
    own_source = models.TextField(blank=True, help_text=OWN_SOURCE_HELP)
    mark = mark(Mark.OURS)


class Interplay(KeyedRow):
    """Advice active together, and what follows from that."""

    class Kind(models.TextChoices):
        ORDER = "order", "order"
        WARNING = "warning", "warning"
        PRECEDENCE = "precedence", "precedence"
        CHOICE = "choice", "choice"

    title = models.CharField(max_length=200, help_text="For example: Exchange before IVIG")
    when = ExpressionField(help_text="For example: requested(IVIG) and requested(PLEX)")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField(help_text="What the clinician reads.")
    recommendations = ListField(help_text="The advice concerned, for example: R18, R20.")
    keeps = ListField(help_text="Precedence: advice that stays.")
    yields = ListField(help_text="Precedence: advice that gives way.")
    sources = ListField(help_text=SOURCES_HELP)
    own_source = models.TextField(blank=True, help_text=OWN_SOURCE_HELP)
    mark = mark(Mark.OURS)


class MonitoringRule(KeyedRow):
    """A test, when it is due after the start of treatment, and when to act."""

    test = models.CharField(max_length=200, help_text="For example: CK, same laboratory")
    schedule = models.TextField(help_text="In words, for example: weeks 0, 2, 4, then monthly")
    act_if = models.TextField(help_text="For example: neutrophils below 1.6 × 10⁹/L")
    when = ExpressionField(blank=True, help_text="Empty for every patient on these regimens.")
    regimens = ListField(help_text=f"{REGIMENS_HELP} None: for every patient.")
    weeks = ListField(help_text="Weeks after the start, for example: 0, 2, 4.")
    repeat_weeks = NumberField(help_text="Then every so many weeks, for example: 12")
    after_rise_weeks = ListField(help_text="Weeks after each rise of the dose: 2, 4, 6.")
    after_cut_weeks = ListField(help_text="Weeks after each cut of the dose: 4.")
    after_stop_weeks = NumberField(help_text="How many weeks it goes on when the drug was stopped.")
    early_weeks = NumberField(help_text="So many weeks before a date a result counts; empty: 1.")
    elements = ListField(help_text="Elements the test answers, for example: ck.")
    short = models.CharField(
        max_length=100, blank=True, help_text="A few words without a diagnosis: Blood count, liver"
    )
    sources = ListField(help_text=SOURCES_HELP)
    own_source = models.TextField(blank=True, help_text=OWN_SOURCE_HELP)
    mark = mark(Mark.READ)


class ActionLimit(Ordered):
    """A result of a test that calls for action."""

    parent = "rule"
    rule = models.ForeignKey(MonitoringRule, models.CASCADE, related_name="limits")
    when = ExpressionField(help_text="For example: neutrophils < 1.6")
    text = models.TextField(help_text="The limit in words: neutrophils below 1.6 × 10⁹/L")
    action = models.TextField(help_text="What to do: withhold, repeat within a week.")
    unless = ExpressionField(blank=True, help_text="What explains it away, where that is proven.")
    exception = models.TextField(blank=True, help_text="The exception in words.")
    repeat_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="The test is due again within so many days: 7"
    )

    def __str__(self):
        return self.text
