"""The documents that the checks of this folder read: set once, about people who are taken back."""

import logging
from io import BytesIO
from typing import NamedTuple

import pytest
from django.db import transaction
from pypdf import PdfReader

from tests.documents import kinds
from tests.documents.tagged import tree


class Made(NamedTuple):
    """One document of each kind, and what WeasyPrint complained of while it set them."""

    documents: dict
    complaints: list


class Complaints(logging.Handler):
    """Keeps every warning as text."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.texts = []

    def emit(self, record):
        self.texts.append(record.getMessage())


@pytest.fixture(scope="session")
def made(django_db_setup, django_db_blocker):
    """All of them; a test that asks is marked `django_db`, or there would be no test database."""
    complaints, log = Complaints(), logging.getLogger("weasyprint")
    log.addHandler(complaints)
    with django_db_blocker.unblock(), transaction.atomic():
        documents = kinds.make()
        transaction.set_rollback(True)
    log.removeHandler(complaints)
    return Made(documents, complaints.texts)


@pytest.fixture(scope="session", params=kinds.KINDS)
def document(request, made):
    """The bytes of one document, of each kind in turn."""
    return made.documents[request.param]


@pytest.fixture(scope="session")
def reader(document):
    """The same, opened."""
    return PdfReader(BytesIO(document))


@pytest.fixture(scope="session")
def elements(reader):
    """The same, as a screen reader meets it; of a long document this takes seconds, so once."""
    return tree(reader)
