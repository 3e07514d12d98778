from django.urls import path

from guidelines import differences, views

app_name = "guidelines"
urlpatterns = [
    path("", views.guideline, name="guideline"),
    path("<int:pk>/", views.version_by_id, name="version"),
    path("difference/<int:before>/<int:after>/", differences.difference, name="difference"),
    path("<slug:guideline>/<int:number>/", views.version, name="version"),
    path("<slug:guideline>/<int:number>/guideline.pdf", views.printed, name="printed"),
    path("<slug:guideline>/<int:number>/<str:key>/", views.recommendation, name="recommendation"),
]
