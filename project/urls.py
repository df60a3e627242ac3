from django.contrib.auth.views import LoginView
from django.urls import include, path

urlpatterns = [
    path("", include("inspector.urls")),
    # Where server mode sends whoever is not signed in; in local mode everybody is.
    path("login/", LoginView.as_view(template_name="inspector/login/page.html"), name="login"),
]

handler500 = "inspector.views.fault.fault"
