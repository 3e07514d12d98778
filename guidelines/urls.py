from django.urls import path

from guidelines import views

app_name = "guidelines"
urlpatterns = [
    path("", views.guideline, name="guideline"),
    path("<int:pk>/", views.version, name="version"),
]
