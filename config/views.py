from django.shortcuts import redirect


def home(request):
    """The first page after signing in: the patients, or the guideline for who sees none."""
    sees_patients = request.user.has_perm("patients.view_patient")
    return redirect("patients:patient_list" if sees_patients else "guidelines:guideline")
