"""Care teams and patients for administrators; consultations to look at only."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.template.response import TemplateResponse
from django.urls import path

from guidelines.admin.steps import consequences
from patients import access
from patients.models import CareTeam, Encounter, Patient


@admin.register(CareTeam)
class CareTeamAdmin(admin.ModelAdmin):
    list_display = ["name", "phone", "paper", "language"]
    filter_horizontal = ["members"]
    fieldsets = [
        (None, {"fields": ["name", "members"]}),
        (
            "For patients",
            {
                "fields": ["address", ("phone", "hours"), ("after_hours", "emergency")],
                "description": "The contact block of every handout.",
            },
        ),
        ("Printing", {"fields": [("paper", "language")]}),
    ]


@admin.register(Patient)
class PatientAdmin(admin.ModelAdmin):
    list_display = ["__str__", "record_number", "birth_date", "care_team", "is_demo"]
    list_filter = ["care_team", "is_demo"]
    search_fields = ["family_name", "given_name", "record_number"]


@admin.register(Encounter)
class EncounterAdmin(admin.ModelAdmin):
    """Consultations change only where they are held."""

    list_display = ["__str__", "status", "version", "signed_by", "signed_at"]
    list_filter = ["status"]
    list_select_related = ["patient", "version__guideline", "signed_by"]
    fields = ["patient", "on", "status", "version", "signed_by", "signed_at", "amends", "digest"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """The groups, with a page that says in one table what each of the roles may do."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.roles)
        return [path("roles/", page, name="roles"), *super().get_urls()]

    def roles(self, request):
        """The table of roles, for everybody who may sign in here."""
        context = {"title": "Roles", "roles": access.ROLES, "table": access.table()}
        context |= {"opts": self.opts, **self.admin_site.each_context(request)}
        return TemplateResponse(request, "admin/roles.html", context)


def open_consultations(version):
    """What rests on a version of the guideline, told before it is published or withdrawn."""
    drafts = Encounter.objects.drafts().filter(version__guideline=version.guideline_id)
    if not version.is_frozen:
        return f"Open consultations keep the version that they were started with: {drafts.count()}."
    count = drafts.filter(version=version).count()
    return f"Open consultations that use this version and have to be cancelled: {count}."


consequences.append(open_consultations)
