from django.apps import apps
from django.urls import include, path

from inspector.views import login

urlpatterns = [
    path("", include("inspector.urls")),
    # Where server mode sends whoever is not signed in; in local mode everybody is.
    path("login/", login.login, name="login"),
    path("sign-out/", login.sign_out, name="sign_out"),
]

if apps.is_installed("allauth.socialaccount"):
    from inspector.views import sign_on

    urlpatterns += [
        path("sign-on/<slug:key>/", sign_on.sign_on, name="sign_on"),
        path("sign-on/<slug:key>/back/", sign_on.signed_on, name="signed_on"),
    ]

handler500 = "inspector.views.fault.fault"
