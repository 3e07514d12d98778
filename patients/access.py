"""Who may do what: two roles, given as groups. Whose patients one sees is a matter of care team."""

from typing import NamedTuple

CONTENT = "guidelines"


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
        "patients.view_result",
        "patients.add_result",
        "patients.change_result",
    ),
)
GUIDELINE_AUTHOR = Role(
    "Guideline author",
    "Edits drafts of the guideline in the administration; sees no patient.",
    (f"{CONTENT}.*",),
)
ROLES = (CLINICIAN, GUIDELINE_AUTHOR)


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
    app = permission.content_type.app_label
    return bool({f"{app}.{permission.codename}", f"{app}.*"} & set(role.permissions))
