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

if apps.is_installed("allauth.mfa"):
    from inspector.views import second_factor

    urlpatterns += [
        path("login/code/", second_factor.login_code, name="login_code"),
        path("account/second-factor/", second_factor.second_factor, name="second_factor"),
        path("account/second-factor/recovery-codes/", second_factor.recovery_codes, name="recovery_codes"),
        path("account/second-factor/off/", second_factor.turn_off, name="second_factor_off"),
    ]

handler500 = "inspector.views.fault.fault"
