"""Whether people who come by a password are asked for a second factor, from the environment."""

import importlib.util

from project.environment import WrongSetting, env_choice

RULES = ["off", "offered", "required"]
# A second factor is made of these, which the lock for labs holds.
PACKAGES = ("allauth", "segno")


def env_factor(name: str, *, served: bool) -> str:
    """One of RULES: off where nobody signs in, and by default off where a package is missing, else offered."""
    if not served:
        return "off"
    missing = [package for package in PACKAGES if importlib.util.find_spec(package) is None]
    rule = env_choice(name, "off" if missing else "offered", RULES)
    if missing and rule != "off":
        raise WrongSetting(
            f"{name} is {rule!r}, and what a second factor needs is not installed ({', '.join(missing)}): "
            "pip install --require-hashes -r requirements-lab.txt"
        )
    return rule
