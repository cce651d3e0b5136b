"""The Chinese catalogue is complete, and compiled from what stands beside it."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parents[3] / "webui" / "locale" / "zh_Hans" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|{\w+}")


def entries() -> dict[tuple[str, str], str]:
    """(context, msgid) → msgstr (of a plural, its one Chinese form)."""
    found = {}
    for block in (CATALOGUE / "django.po").read_text(encoding="utf-8").split("\n\n"):
        parts: dict[str, str] = {}
        field = ""
        for line in block.splitlines():
            if match := re.match(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[0\])?) (".*")$', line):
                field = match[1].removesuffix("[0]")
                parts[field] = ast.literal_eval(match[2])
            elif line.startswith('"') and field:
                parts[field] += ast.literal_eval(line)
        if parts.get("msgid"):
            found[parts.get("msgctxt", ""), parts["msgid"]] = parts["msgstr"]
    return found


def test_every_sentence_is_translated_with_its_placeholders():
    for (_, english), chinese in entries().items():
        assert chinese, english
        assert sorted(PLACEHOLDER.findall(english)) == sorted(PLACEHOLDER.findall(chinese)), english


def test_nothing_is_only_guessed():
    assert "fuzzy" not in (CATALOGUE / "django.po").read_text(encoding="utf-8")


def test_the_compiled_catalogue_is_of_this_source():
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    for (context, english), chinese in entries().items():
        plain = compiled.pgettext(context, english) if context else compiled.gettext(english)
        assert chinese in {plain, compiled.ngettext(english, english, 2)}, english
