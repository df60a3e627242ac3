"""The project's settings, with a data folder that is thrown away, and what would only cost time left out."""

import atexit
import os
import shutil
import tempfile

os.environ["HEADER_INSPECTOR_DATA"] = tempfile.mkdtemp(prefix="header-inspector-tests-")
os.environ["HEADER_INSPECTOR_MODE"] = "local"
os.environ["HEADER_INSPECTOR_BLOBS"] = "file"  # tests.stores has its own say
atexit.register(shutil.rmtree, os.environ["HEADER_INSPECTOR_DATA"], ignore_errors=True)

from project.settings import *

# The pages of single sign-on and of the second factor are there; who is asked for what is for the tests to say.
INSTALLED_APPS += ["allauth.account", "allauth.socialaccount", "allauth.mfa"]
MIDDLEWARE += ALLAUTH_MIDDLEWARE
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir()
