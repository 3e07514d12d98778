"""What every test shares: fast settings, and the shipped guideline in the test database."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from hypothesis import settings as hypothesis_settings

CONTENT_DAY = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)

hypothesis_settings.register_profile("house", deadline=None, derandomize=True)
hypothesis_settings.load_profile("house")


def pytest_configure():
    """Replace what only costs time in tests: slow hashes, collected static files, rate limits."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.WHITENOISE_AUTOREFRESH = True
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the shipped guideline once; each test then starts from it and rolls back to it.

    Tests use `db`, never `transactional_db`: that empties the tables afterwards, which the
    triggers that protect published and signed rows refuse. It is in force from a fixed day, before
    any that a test travels to.
    """
    with django_db_blocker.unblock(), time_machine.travel(CONTENT_DAY, tick=False):
        call_command("load_guideline", verbosity=0)
