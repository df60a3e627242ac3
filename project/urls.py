from django.urls import include, path

from inspector.views import login

urlpatterns = [
    path("", include("inspector.urls")),
    # Where server mode sends whoever is not signed in; in local mode everybody is.
    path("login/", login.login, name="login"),
    path("sign-out/", login.sign_out, name="sign_out"),
]

handler500 = "inspector.views.fault.fault"
