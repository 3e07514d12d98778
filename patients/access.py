"""Who may do what: four roles, given as groups. Whose patients one sees is a matter of care team.

A permission may hold * for any part of it, as in `guidelines.view_*`.
"""

from fnmatch import fnmatchcase
from typing import NamedTuple


class Role(NamedTuple):
    name: str
    description: str
    permissions: tuple[str, ...]


CLINICIAN = Role(
    "Clinician",
    "Sees the patients of the own care teams, writes, signs and amends consultations.",
    (
        "patients.view_patient",
        "patients.add_patient",
        "patients.view_encounter",
        "patients.add_encounter",
        "patients.change_encounter",
        "patients.sign_encounter",
        "patients.view_treatmentcourse",
        "patients.add_treatmentcourse",
        "patients.change_treatmentcourse",
        "patients.add_calendarentry",
        "patients.view_handout",
        "patients.add_handout",
        "patients.view_result",
        "patients.add_result",
        "patients.change_result",
    ),
)
GUIDELINE_AUTHOR = Role(
    "Guideline author",
    "Edits drafts of the guideline in the administration and submits them; sees no patient.",
    (
        "guidelines.view_*",
        "guidelines.add_*",
        "guidelines.change_*",
        "guidelines.delete_*",
        "guidelines.submit_guidelineversion",
    ),
)
GUIDELINE_REVIEWER = Role(
    "Guideline reviewer",
    "Comments on submitted versions, approves or returns, publishes and withdraws; edits nothing.",
    (
        "guidelines.view_*",
        "guidelines.review_guidelineversion",
        "guidelines.publish_guidelineversion",
        "patients.run_replay",
    ),
)
AUDITOR = Role(
    "Auditor",
    "Reads every version, every change and every remark of the guideline; changes nothing.",
    ("guidelines.view_*", "auditlog.view_logentry"),
)
ROLES = (CLINICIAN, GUIDELINE_AUTHOR, GUIDELINE_REVIEWER, AUDITOR)
# What people do, and the permissions of which any one lets them do it.
ACTIVITIES = {
    "See the patients of the own care teams": ("patients.view_patient",),
    "Write, sign and amend consultations": ("patients.sign_encounter",),
    "Read every version in the administration, download it as YAML": (
        "guidelines.view_guidelineversion",
    ),
    "Make drafts, load YAML files": ("guidelines.add_guidelineversion",),
    "Edit the rows of a draft": ("guidelines.change_recommendation",),
    "Submit a draft for review": ("guidelines.submit_guidelineversion",),
    "Comment on a version": (
        "guidelines.submit_guidelineversion",
        "guidelines.review_guidelineversion",
    ),
    "Approve, if submitted by somebody else; return with a reason": (
        "guidelines.review_guidelineversion",
    ),
    "Publish from a day on, withdraw": ("guidelines.publish_guidelineversion",),
    "Replay signed consultations under another version": ("patients.run_replay",),
    "Read the log of all changes": ("auditlog.view_logentry",),
}


def table():
    """The roles as a table: each activity with whether each of the roles may do it."""
    return [
        (activity, [any(_holds(role, name) for name in names) for role in ROLES])
        for activity, names in ACTIVITIES.items()
    ]


def write_roles(**kwargs):
    """Bring the groups in line with the table; runs after every migration."""
    from django.contrib.auth.models import Group, Permission  # the models are not loaded before

    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role.name)
        wanted = [
            permission
            for permission in Permission.objects.select_related("content_type")
            if _grants(role, permission)
        ]
        group.permissions.set(wanted)


def _grants(role, permission):
    return _holds(role, f"{permission.content_type.app_label}.{permission.codename}")


def _holds(role, name):
    return any(fnmatchcase(name, pattern) for pattern in role.permissions)
