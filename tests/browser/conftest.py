"""A real browser on the real pages: Debian's Chromium, a server in this process, axe.

The server shares the test's database connection, so a test may make rows and the browser sees
them; everything is rolled back after the test.
"""

import os
import shutil
import threading
from ctypes.util import find_library

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect

# Playwright runs an event loop in the thread of the tests; the rows are still read one by one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]

# Without a copy of imported style sheets, which the policy of the pages refuses, and without a
# description of everything that is as it should be, which takes as long as finding out.
AXE = {"preload": False, "resultTypes": ["violations"]}


def pytest_collection_modifyitems(items):
    """Mark the tests of this folder `browser`."""
    for item in items:
        if "/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def browser_is_installed():
    """Without a browser nothing here can be tested: said aloud, and a failure in CI."""
    if not (CHROMIUM and find_library("atomic")):
        stop = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        stop("The browser is missing: apt-get install chromium libatomic1")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


class OneAtATime(StaticFilesHandler):
    """Answers requests in turn, because all of them share one database connection."""

    lock = threading.Lock()

    def __call__(self, environ, start_response):
        with self.lock:
            return super().__call__(environ, start_response)


@pytest.fixture(scope="session")
def base_url(django_db_setup, django_db_blocker):
    """The address of the running site; `page.goto("/")` is relative to it."""
    connection = connections["default"]
    with django_db_blocker.unblock():
        connection.inc_thread_sharing()  # for good: requests may still end after the last test
        server = LiveServerThread("localhost", OneAtATime, {"default": connection})
        server.daemon = True
        server.start()
        server.is_ready.wait()
        yield f"http://localhost:{server.port}"
        server.terminate()


@pytest.fixture(autouse=True)
def rows(db):
    """Every browser test may use the database."""


@pytest.fixture
def strangers(context, base_url):
    """Requests that left for another host: they are blocked, and there should be none."""
    left = []

    def refuse(route):
        left.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith((base_url, "data:", "blob:")), refuse)
    return left


@pytest.fixture
def page(page, strangers):
    """A page that fails its test if it logged an error, broke the policy or called elsewhere."""
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda message: errors.append(message.text) if "Content Security" in message.text else None,
    )
    yield page
    assert not strangers, f"requests to other hosts: {strangers}"
    assert not errors, errors


@pytest.fixture
def axe():
    """Assert that axe finds nothing wrong: `axe(page)` after each step of a journey."""

    def assert_accessible(page):
        results = Axe().run(page, options=AXE)
        assert results.violations_count == 0, results.generate_report()

    return assert_accessible


@pytest.fixture
def sign_in(context, client, base_url):
    """Sign a user in without the form: `sign_in(user)`, then open any page.

    Who signs in after somebody else leaves the page first: its late answers, still in the old
    session, would end the new one.
    """
    signed_in = None

    def as_user(user):
        nonlocal signed_in
        if signed_in not in (None, user):
            for page in context.pages:
                page.goto("about:blank")
        signed_in = user
        client.force_login(user)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": base_url}])

    return as_user
