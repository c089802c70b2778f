"""How hard hypothesis tries: a busy office computer is no reason to fail a law."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "laws", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("laws")
