"""What keeps the background worker running beside the server."""

import importlib
import os

import pytest
from django.conf import settings


@pytest.fixture
def worker(monkeypatch):
    """The program that keeps it running, with its standard input in the hand of the test."""
    monkeypatch.syspath_prepend(settings.BASE_DIR / "bin")
    module = importlib.import_module("worker")
    monkeypatch.setattr(module, "PAUSE", 0)
    return module


class Process:
    """A worker that ends at the first look; when the next one is looked at, the server ends."""

    def __init__(self, started, server):
        started.append(self)
        self.is_first, self.server, self.calls = len(started) == 1, server, []

    def poll(self):
        if self.is_first:
            return 1
        self.server.close()
        return None

    def terminate(self):
        self.calls.append("terminate")

    def wait(self):
        self.calls.append("wait")


def test_a_worker_that_ended_is_started_again_and_ends_with_the_server(worker, monkeypatch):
    read, write = os.pipe()
    started, server = [], os.fdopen(write, "w")
    monkeypatch.setattr(worker.subprocess, "Popen", lambda *_, **__: Process(started, server))
    with os.fdopen(read) as standard_input:
        monkeypatch.setattr(worker.sys, "stdin", standard_input)
        worker.main()
    assert [process.calls for process in started] == [[], ["terminate", "wait"]]
