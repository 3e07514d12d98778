app_name = "guidelines"
urlpatterns = []
