"""What the papers say must hold: links resolve, requirements and variables are told, commands exist."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engine.model.forms.reading import FIELD_TYPES, SILENT_TYPES
from engine.model.lint import RULES

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.md")])
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
ROOMS_WITH_VARIABLES = ("config", "engine", "workflows", "webui")
LARGEST_PICTURE = 250_000


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def names_of(path: Path) -> list[Path]:
    return sorted(each for each in path.rglob("*") if each.is_file())


def pinned(file: str) -> dict[str, str]:
    lines = re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==(\S+)$", text_of(ROOT / file), re.MULTILINE)
    return dict(lines)


def frontend_packages() -> dict[str, str]:
    package = json.loads(text_of(ROOT / "webui" / "frontend" / "package.json"))
    return {**package["dependencies"], **package["devDependencies"]}


def dependency_rows() -> dict[str, str]:
    """Package → version, as the tables of docs/dependencies.md name them."""
    rows = re.findall(
        r"^\| (\S+?)(?:\[[^\]]*\])? \| (\S+) \| [^|]+ \| [^|]+ \|$", text_of(ROOT / "docs" / "dependencies.md"), re.M
    )
    return {name: version for name, version in rows if name != "Package" and not name.startswith("-")}


def headings_of(path: Path) -> set[str]:
    """Anchors of a paper, made as the usual viewers make them."""
    found = re.findall(r"^#{1,6} (.+)$", CODE.sub(lambda match: match[0].strip("`"), text_of(path)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_relative_links_resolve(paper: Path) -> None:
    # given
    targets = [link for link in LINK.findall(CODE.sub("", text_of(paper))) if not re.match(r"[a-z]+:", link)]

    # when
    broken = []
    for link in targets:
        name, _hash, anchor = link.partition("#")
        target = (paper.parent / name).resolve() if name else paper
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in headings_of(target)):
            broken.append(link)

    # then
    assert not broken, f"{paper.relative_to(ROOT)} links to nothing: {broken}"


def test_every_requirement_stands_in_the_table_of_dependencies() -> None:
    # given
    wanted = {**pinned("requirements.txt"), **pinned("requirements-dev.txt"), **frontend_packages()}

    # when
    told = dependency_rows()

    # then
    assert told == wanted


def test_every_variable_of_the_environment_is_documented() -> None:
    # given
    source = "\n".join(text_of(path) for room in ROOMS_WITH_VARIABLES for path in (ROOT / room).rglob("*.py"))
    read = re.compile(r"""(?:environ(?:\.get)?[\[(]\s*|flag\(\s*)["']((?:CARELANE_[A-Z_]+)|DATABASE_URL|CELERY_BROKER_URL)["']""")
    used = set(read.findall(source))

    # when
    documented = set(
        re.findall(
            r"^\| `((?:CARELANE_[A-Z_]+)|DATABASE_URL|CELERY_BROKER_URL)` \|", text_of(ROOT / "docs" / "operations.md"), re.M
        )
    )

    # then
    assert "DATABASE_URL" in used
    assert documented == used


def test_the_example_environment_names_only_variables_that_exist() -> None:
    # given
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text_of(ROOT / "docs" / "operations.md"), re.MULTILINE))

    # when
    named = set(re.findall(r"^([A-Z_]+)=", text_of(ROOT / "deploy" / "carelane.env.example"), re.MULTILINE))

    # then
    assert named <= documented


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_make_commands_exist(readme: str) -> None:
    # given
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))

    # when
    named = set(re.findall(r"\bmake ([a-z]+)\b(?=[`\s]|$)", " ".join(CODE.findall(text_of(ROOT / readme)))))

    # then
    assert named
    assert named <= targets


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_management_commands_exist(paper: Path) -> None:
    # given
    ours = {path.stem for path in ROOT.glob("*/**/management/commands/*.py")}
    django = {"migrate", "collectstatic", "shell", "check", "makemigrations", "compilemessages", "makemessages", "changepassword"}

    # when
    named = set(re.findall(r"manage\.py ([a-z_]+)", text_of(paper)))

    # then
    assert named <= ours | django | {"clearsessions", "axes_reset_username"}


def test_both_languages_have_the_same_guides() -> None:
    # given
    guides = ROOT / "docs" / "guide"

    # when
    english, chinese = ({path.name for path in (guides / language).glob("*.md")} for language in ("en", "zh"))

    # then
    assert english
    assert english == chinese


def test_pictures_are_shown_and_small() -> None:
    # given
    pictures = names_of(ROOT / "docs" / "images")
    shown = "\n".join(text_of(paper) for paper in PAPERS)

    # then
    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size > LARGEST_PICTURE] == []
    assert [picture.name for picture in pictures if picture.name not in shown] == []


def test_the_model_reference_names_every_attribute_rule_and_component() -> None:
    # given
    descriptor = json.loads(text_of(ROOT / "webui" / "frontend" / "src" / "modeler" / "carelane.json"))
    attributes = {
        f"carelane:{each['name']}"
        for kind in descriptor["types"]
        for each in kind["properties"]
        if each.get("isAttr") and "extends" in kind  # else of an element of our own
    }
    wanted = attributes | {rule.id for rule in RULES} | set(FIELD_TYPES) | set(SILENT_TYPES)

    # when
    reference = text_of(ROOT / "docs" / "model-reference.md")

    # then
    assert [name for name in sorted(wanted) if f"`{name}`" not in reference and f"`{name}=" not in reference] == []
