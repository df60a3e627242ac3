"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with the parameters OWASP recommends. Django's take 100 MiB for every try to sign in.

    Sixteen tries at once, as many as there are threads, would take 1.6 GB; like this they take 300 MB.
    """

    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1
