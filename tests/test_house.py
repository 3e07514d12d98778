"""The house: what lies where, who may come in, and what the pages may load."""

import ast
import importlib
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from config.environment import is_loopback, keys, secret_key

ROOT = settings.BASE_DIR
ROOMS = {
    *("manage.py", "config", "guidelines", "patients", "templates", "static", "tests"),
    *("requirements.in", "requirements.txt", "requirements-dev.in", "requirements-dev.txt"),
    *("pyproject.toml", ".gitignore", ".ci", "bin", "benchmarks", "docs", "README.md", "LICENSE"),
}
PUBLIC = {"account_login", "account_logout", "account_inactive"}
PAGES = [path for path in (ROOT / "templates").rglob("*.html") if "documents" not in path.parts]
SOURCES = [*PAGES, *(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]


def name(path):
    return str(path.relative_to(ROOT))


def test_the_top_level_holds_only_the_agreed_rooms():
    listed = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True)  # noqa: S607
    assert {line.split("/")[0] for line in listed.splitlines()} <= ROOMS


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_an_exact_version_and_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text()
    packages = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert packages
    assert [p for p in packages if not re.match(r"[\w.\[\]-]+==\S+ ", p) or "--hash" not in p] == []
    assert "://" not in text


@pytest.mark.parametrize("listing", ["requirements", "requirements-dev"])
def test_every_dependency_carries_its_reason_and_is_in_the_lock(listing):
    lines = (ROOT / f"{listing}.in").read_text().splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in lines if not re.search(r"  # \w.{10}", line)] == []
    lock = (ROOT / f"{listing}.txt").read_text().lower()
    names = [re.match(r"[\w-]+", line).group() for line in lines if not line.startswith("-")]
    assert [n for n in names if f"\n{n.lower()}" not in lock] == []


def test_the_engine_imports_only_the_standard_library_lark_and_textstat():
    """A grammar for conditions, and the reading level of texts for patients."""
    imported = set()
    for path in (ROOT / "guidelines" / "engine").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(node.module)
    foreign = {module for module in imported if not module.startswith("guidelines.engine")}
    assert {module.split(".")[0] for module in foreign} <= {
        *sys.stdlib_module_names,
        "lark",
        "textstat",
    }


def test_only_printing_imports_weasyprint_and_only_inside_a_function():
    code = [path for app in ("guidelines", "patients") for path in (ROOT / app).rglob("*.py")]
    users = {name(path) for path in code if "import weasyprint" in path.read_text().lower()}
    users |= {name(path) for path in code if "from weasyprint" in path.read_text()}
    assert users <= {"guidelines/printing.py"}
    for path in users:
        top = ast.parse((ROOT / path).read_text()).body
        assert "weasyprint" not in " ".join(ast.unparse(n) for n in top if hasattr(n, "names"))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_pages_load_nothing_from_other_hosts(path):
    text = re.sub(r'<a [^>]*href="https://[^>]*>', "", path.read_text())
    addresses = set(re.findall(r"(?:https?:)?//[a-z][\w.-]+\.[a-z]{2,}", text))
    assert addresses <= {"http://www.w3.org"}


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_pages_hold_no_inline_script_or_style(path):
    text = path.read_text()
    inline = r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son\w+=|hx-on"
    assert re.findall(inline, text) == []


def addresses(resolver=None, prefix=""):
    """The name and an example address of every page of ours, with made-up keys."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield entry.name, "/" + re.sub(r"<(?:int|str|slug|date)?:?\w+>", "1", route)
        elif not route.startswith("admin/"):
            yield from addresses(entry, route)


@pytest.mark.django_db
@pytest.mark.parametrize(("view", "url"), [a for a in addresses() if a[0] not in PUBLIC])
def test_a_stranger_is_sent_to_the_sign_in_page(client, view, url):
    for response in (client.get(url), client.post(url)):
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/account/login/?next=")


@pytest.mark.django_db
def test_a_stranger_reaches_the_administration_only_through_the_same_sign_in_page(client):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/account/login/")


@pytest.mark.django_db
def test_a_session_that_ended_during_a_consultation_never_swaps_in_the_sign_in_page(client):
    response = client.get(reverse("patients:patient_list"), headers={"HX-Request": "true"})
    assert response.status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "start"), [("Clinician", "/patients/"), ("", "/guideline/")])
def test_after_signing_in_one_starts_where_one_may_work(client, role, start):
    user = User.objects.create_user("someone")
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)
    assert client.get("/", follow=True).redirect_chain == [(start, 302)]


@pytest.mark.django_db
def test_nobody_can_sign_up(client):
    assert client.get("/account/signup/").status_code == 404


@pytest.mark.django_db
def test_an_account_without_a_password_reads_who_sets_one(client):
    client.force_login(User.objects.create_user("without-password"))
    answer = client.get(reverse("account_change_password"), follow=True)
    assert "Ask your administrator to set one" in answer.content.decode()


@pytest.mark.django_db
def test_the_first_page_carries_a_strict_content_security_policy(client):
    header = client.get(reverse("account_login")).headers["Content-Security-Policy"]
    policy = dict(part.strip().split(" ", 1) for part in header.split(";"))
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.django_db
def test_every_page_says_what_the_product_is_not(client):
    page = client.get(reverse("account_login")).content.decode()
    assert "not a medical device" in page
    assert "not been clinically approved" in page


@pytest.mark.django_db
def test_a_page_opened_before_signing_in_explains_why_its_form_is_refused():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"))
    assert response.status_code == 403
    assert "reload the page" in response.content.decode()


@pytest.mark.django_db
def test_a_missing_page_says_that_nothing_was_changed(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "Nothing was changed" in response.content.decode()


def test_the_page_for_a_crash_needs_nothing_that_may_have_crashed():
    assert "drafts are safe" in render_to_string("500.html")
    assert "{%" not in Path(ROOT / "templates" / "500.html").read_text()


def test_a_date_is_shown_so_that_it_cannot_be_read_as_another_day():
    shown = Template("{{ day }}").render(Context({"day": date(2026, 11, 2)}))
    assert shown == "02-Nov-2026"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "127.0.1.1"])
def test_a_name_of_this_machine_is_local(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["clinic.example", "192.168.1.5", "*", ".localhost.example"])
def test_any_other_name_is_not(host):
    assert not is_loopback(host)


def test_no_site_starts_without_a_secret_key(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        secret_key("", tmp_path / ".secret-key")


def test_the_environments_secret_key_goes_before_the_files(tmp_path):
    file = tmp_path / ".secret-key"
    file.write_text("from the file\n")
    assert secret_key("given", file) == "given"
    assert secret_key("", file) == "from the file"


def test_a_blank_is_no_key():
    assert keys("old, , ,older,") == ["old", "older"]
    assert keys(" , ") == keys("") == []


@pytest.fixture
def house(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "bin")
    return importlib.import_module("house")


def test_who_may_not_install_gets_the_one_command_to_copy(house, monkeypatch):
    monkeypatch.setattr(house, "loads", lambda library: "pango" not in library)
    monkeypatch.setattr(house.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as stop:
        house.require_packages(house.missing_packages())
    command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends "
    assert command + "libpango-1.0-0 libpangoft2-1.0-0\n" in str(stop.value)


def test_the_secret_key_is_written_once_and_for_its_owner_only(house, monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setattr(house, "SECRET_KEY", tmp_path / ".secret-key")
    house.write_secret_key()
    first = house.SECRET_KEY.read_text()
    house.write_secret_key()
    assert house.SECRET_KEY.read_text() == first
    assert len(first) >= 50
    assert house.SECRET_KEY.stat().st_mode & 0o077 == 0
