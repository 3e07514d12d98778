from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from config.views import home

admin.site.site_header = "Myopathway administration"
admin.site.site_title = "Myopathway"
# One door: the administration uses the same sign-in page, with its limit on failed attempts.
admin.site.login = secure_admin_login(admin.site.login)

no_password = TemplateView.as_view(template_name="account/password_none.html")

# Sign-up and mail are not among them: an administrator adds accounts and sets passwords.
account_urls = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    # Where allauth sends an account without a password: to a page that says who sets one.
    path("password/none/", no_password, name="account_set_password"),
]

urlpatterns = [
    path("", home, name="home"),
    path("", include("patients.urls")),
    path("guideline/", include("guidelines.urls")),
    path("account/", include(account_urls)),
    path("admin/", admin.site.urls),
]
