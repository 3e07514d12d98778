"""Measure everything on a database of its own; print value, aim, and whether it is met."""

import os
import tempfile

import django
from django.conf import settings


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with tempfile.TemporaryDirectory() as directory:
        prepare(os.path.join(directory, "bench.sqlite3"))
        rows = measures()
    width = max(len(row.name) for row in rows)
    print(f"{'':{width}}  {'measured':>16}  {'aim':>10}  met")
    for row in rows:
        met = {True: "yes", False: "NO", None: ""}[row.met]
        print(f"{row.name:{width}}  {row.value:>16}  {row.aim:>10}  {met}")
    print("Time of one core; posted sections, impact, questions to all and Chromium on the clock.")


def prepare(path):
    """A database file with the shipped guideline, and static files as they lie in the packages."""
    settings.DATABASES["default"]["NAME"] = path
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.WHITENOISE_AUTOREFRESH = True
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_guideline", verbosity=0)


def measures():
    """All measures in reading order; the page is that of V2, the summary, a short one, of V4."""
    from benchmarks import charts, cohort, documents, engine, impact, instruments, pages, patients
    from guidelines import frozen
    from guidelines.models import GuidelineVersion

    content = frozen.load(GuidelineVersion.objects.get())
    vignettes = {row.key: row for row in content.vignettes}
    signed = patients.draft(vignettes["V4"])
    patients.sign(signed)
    return [
        *engine.measure(content),
        *instruments.measure(),
        *pages.measure(patients.draft(vignettes["V2"])),
        *charts.measure(patients.draft(vignettes["V2"]), patients.draft(vignettes["V2"])),
        *impact.measure(),
        *cohort.measure(content),
        *documents.measure(signed),
    ]


if __name__ == "__main__":
    main()
