"""The consultation page: from a posted section to the returned plan, queries, and weight."""

import gzip
import statistics
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.measure import Measure, milliseconds, seconds

SECTION, QUESTION = "enzymes", "ck"
POSTS = 60


def measure(encounter):
    """All measures of the page of a draft."""
    client = Client()
    client.force_login(encounter.created_by)
    return [*posted_section(client, encounter), *weight(client, encounter)]


def posted_section(client, encounter):
    """Posts of one section, each with another value, as htmx sends them."""
    page = Page(client.get(encounter.get_absolute_url()).content.decode())
    url = reverse("patients:section", args=[encounter.pk, SECTION])
    fields, durations, queries = page.forms[url], [], []

    def post(value):
        encounter.refresh_from_db(fields=["revision"])
        data = fields | {QUESTION: value, "revision": encounter.revision}
        with CaptureQueriesContext(connection) as captured:
            durations.append(seconds(send, data))
        queries.append(len(captured))

    def send(data):
        response = client.post(url, data, headers={"HX-Request": "true"})
        if response.status_code != 200 or 'id="plan"' not in response.content.decode():
            raise AssertionError(f"The section was not saved: {response.status_code}")

    for number in range(POSTS):
        post(str(5000 + number))
    duration, most = statistics.median(durations), max(queries)
    return [
        Measure(
            "Posted section to plan, median", milliseconds(duration), "< 40 ms", duration < 0.04
        ),
        Measure("Queries of a posted section", str(most), "≤ 8", most <= 8),
    ]


def weight(client, encounter):
    """What a browser loads for the page, compressed, and what it would ask of other hosts."""
    html = client.get(encounter.get_absolute_url()).content
    page = Page(html.decode())
    own = [address for address in page.resources if not urlsplit(address).netloc]
    total = len(gzip.compress(html)) + sum(len(gzip.compress(static(url))) for url in own)
    elsewhere = len(page.resources) - len(own)
    return [
        Measure("Page, compressed", f"{total / 1000:.0f} kB", "< 200 kB", total < 200_000),
        Measure("Requests leaving the host", str(elsewhere), "0", elsewhere == 0),
    ]


def static(url):
    """The content of a static file."""
    return Path(finders.find(url.removeprefix(f"/{settings.STATIC_URL.strip('/')}/"))).read_bytes()


class Page(HTMLParser):
    """The forms of a page with what they would send, and the addresses of what it loads."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.resources = {}, []
        self.form, self.select = {}, ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.form = self.forms.setdefault(found.get("action", ""), {})
        elif tag == "select":
            self.select = found.get("name", "")
        elif tag == "input" and "name" in found:
            self._input(found)
        elif tag == "option" and self.select and "selected" in found:
            self.form[self.select] = found.get("value", "")
        self._resource(tag, found)

    def _input(self, found):
        chosen = found.get("type") not in ("radio", "checkbox") or "checked" in found
        if chosen:
            self.form[found["name"]] = found.get("value", "")

    def _resource(self, tag, found):
        loads = {"script": "src", "img": "src", "link": "href"}
        address = found.get(loads.get(tag, ""), "")
        if address and not address.startswith("data:"):
            self.resources.append(address)
