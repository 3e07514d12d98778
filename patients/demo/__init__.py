"""The demo accounts and patients: invented people, plainly named as such."""

from patients.access import AUDITOR, CLINICIAN, GUIDELINE_AUTHOR, GUIDELINE_REVIEWER
from patients.demo import recovery, relapse
from patients.demo.first_visits import AFTER_STATIN, CHECKPOINT, DECIDED, SEVERE_SRP
from patients.demo.story import Story, Visit, person

PASSWORD = "demo-myopathway"  # noqa: S105 - printed at the start, for invented patients only
TEAM = "Demo myositis clinic"
ACCOUNTS = [
    ("clinician", CLINICIAN, ("Demo", "clinician")),
    ("author", GUIDELINE_AUTHOR, ("Demo", "guideline author")),
    ("reviewer", GUIDELINE_REVIEWER, ("Demo", "guideline reviewer")),
    ("auditor", AUDITOR, ("Demo", "auditor")),
]
STORIES = [
    Story(person("A", 1, "1962-05-03", "female"), 20, (Visit(0, AFTER_STATIN, DECIDED),)),
    Story(person("B", 2, "1984-03-14", "female"), draft=SEVERE_SRP),
    Story(person("C", 3, "1955-01-28", "male"), draft=CHECKPOINT),
    Story(person("D", 4, "1990-11-06", "male")),
    relapse.STORY,
    recovery.STORY,
]
