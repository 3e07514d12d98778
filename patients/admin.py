"""Care teams and patients for administrators; consultations to look at only."""

from django.contrib import admin

from guidelines.admin.steps import consequences
from patients.models import CareTeam, Encounter, Patient


@admin.register(CareTeam)
class CareTeamAdmin(admin.ModelAdmin):
    list_display = ["name"]
    filter_horizontal = ["members"]


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


def open_consultations(version):
    """What rests on a version of the guideline, told before it is published or withdrawn."""
    count = Encounter.objects.drafts().filter(version=version).count()
    return f"Open consultations that use this version and keep it: {count}."


consequences.append(open_consultations)
