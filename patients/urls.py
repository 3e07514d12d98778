from django.urls import path

from patients import views
from patients.cohorts import views as cohort_views
from patients.documents import calendar_views, handout_views
from patients.documents.day import views as day_views
from patients.fhir import views as fhir_views
from patients.impact import views as impact_views
from patients.measurements import result_views, score_views
from patients.treatment import course_views, taper_views
from patients.visits import proposal_views as signal_views
from patients.visits import record_views
from patients.visits import views as encounter_views

app_name = "patients"
urlpatterns = [
    path("patients/", views.patient_list, name="patient_list"),
    path("patients/matching/", cohort_views.matching, name="matching"),
    path("patients/new/", views.patient_create, name="patient_create"),
    path("patients/<int:pk>/", views.patient_detail, name="patient_detail"),
    path("patients/<int:pk>/scores/", score_views.patient_scores, name="scores"),
    path("patients/<int:pk>/results/", result_views.result_list, name="results"),
    path("patients/<int:pk>/results/new/", result_views.result_add, name="result_add"),
    path("patients/<int:pk>/results/paste/", result_views.result_paste, name="result_paste"),
    path("results/<int:pk>/remove/", result_views.result_remove, name="result_remove"),
    path("patients/<int:pk>/courses/new/", course_views.course_add, name="course_add"),
    path("courses/<int:pk>/change/", course_views.course_change, name="course_change"),
    path("courses/<int:pk>/stop/", course_views.course_stop, name="course_stop"),
    path("courses/<int:pk>/reopen/", course_views.course_reopen, name="course_reopen"),
    path("courses/<int:pk>/response/", course_views.course_response, name="course_response"),
    path("courses/<int:pk>/remove/", course_views.course_remove, name="course_remove"),
    path("patients/<int:pk>/taper/", taper_views.taper, name="taper"),
    path("courses/<int:pk>/taper.pdf", taper_views.sheet, name="taper_sheet"),
    path("patients/<int:pk>/calendar/", calendar_views.calendar, name="calendar"),
    path("patients/<int:pk>/start/", encounter_views.encounter_start, name="encounter_start"),
    path("encounters/<int:pk>/", encounter_views.encounter, name="encounter"),
    path("encounters/<int:pk>/section/<slug:key>/", encounter_views.section, name="section"),
    path(
        "encounters/<int:pk>/confirm/",
        encounter_views.encounter_confirm,
        name="encounter_confirm",
    ),
    path("encounters/<int:pk>/why-not/", encounter_views.why_not, name="why_not"),
    path("encounters/<int:pk>/record/", record_views.take_over, name="take_over"),
    path("encounters/<int:pk>/propose/", signal_views.propose, name="propose"),
    path("encounters/<int:pk>/decide/", encounter_views.decide, name="decide"),
    path("encounters/<int:pk>/review/", encounter_views.review, name="review"),
    path("encounters/<int:pk>/sign/", encounter_views.sign, name="sign"),
    path("encounters/<int:pk>/cancel/", encounter_views.cancel, name="cancel"),
    path("encounters/<int:pk>/amend/", encounter_views.amend, name="amend"),
    path("encounters/<int:pk>/summary.pdf", encounter_views.summary, name="summary"),
    path("encounters/<int:pk>/bundle.json", fhir_views.bundle_file, name="bundle"),
    path("encounters/<int:pk>/handout/", handout_views.handout, name="handout"),
    path("encounters/<int:pk>/handout.pdf", handout_views.preview, name="handout_preview"),
    path("handouts/<int:pk>.pdf", handout_views.released, name="handout_released"),
    path("days/", day_views.days, name="days"),
    path("days/<int:pk>/", day_views.day_print, name="day_print"),
    path("days/<int:pk>/progress/", day_views.progress, name="day_progress"),
    path("days/<int:pk>/cancel/", day_views.cancel, name="day_cancel"),
    path("days/<int:pk>/resume/", day_views.resume, name="day_resume"),
    path("days/<int:pk>/summaries.zip", day_views.download, name="day_download"),
    path("impact/<int:before>/<int:after>/", impact_views.impact, name="impact"),
    path("impact/<int:before>/<int:after>/brief/", impact_views.impact_brief, name="impact_brief"),
    path("impact/runs/<int:pk>/", impact_views.replay, name="replay"),
    path("impact/runs/<int:pk>/progress/", impact_views.progress, name="replay_progress"),
    path("impact/runs/<int:pk>/cancel/", impact_views.cancel, name="replay_cancel"),
    path("impact/runs/<int:pk>/resume/", impact_views.resume, name="replay_resume"),
    path("recalls/", impact_views.recalls, name="recalls"),
]
