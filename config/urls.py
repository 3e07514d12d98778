from django.contrib import admin
from django.urls import include, path

admin.site.site_header = "Myopathway administration"
admin.site.site_title = "Myopathway"

urlpatterns = [
    path("", include("patients.urls")),
    path("guideline/", include("guidelines.urls")),
    path("account/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
