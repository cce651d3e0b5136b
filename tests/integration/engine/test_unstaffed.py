"""A task that nobody may ever do keeps a version from being published, unless the second person gives a reason."""

from __future__ import annotations

import pytest

from engine import registry
from engine.commands.deployments import ReviewDeployment, SaveDraft, publish_deployment, save_draft, submit_deployment
from engine.errors import DeploymentRefused, InvalidState, NotAuthorised
from engine.models import Deployment
from engine.queries.definitions import deployment, findings_in, unstaffed_tasks

from .test_rehearsals import CLEAN, STUCK, author, in_the_worker, second

__all__ = ["author", "in_the_worker", "second"]  # fixtures
GROUP = 'carelane:candidateGroups="doctor@ward"'
ACCEPTED = (
    '<extensionElements><carelane:accepted rule="user_task_without_group" reason="Assigned by the head."/></extensionElements>'
)


@pytest.fixture(autouse=True)
def directory(_no_directory, monkeypatch):
    """A directory with one group and one person."""
    candidates = registry.Candidates()
    candidates.register(
        lambda groups: [group for group in groups if group not in {"doctor@ward", "doctor"}],
        lambda people: [name for name in people if name != "lin"],
    )
    monkeypatch.setattr(registry, "candidates", candidates)


def walk(who: str, inside: str = "") -> dict[str, bytes]:
    assert f"{GROUP}/>" in CLEAN
    return {"walk.bpmn": CLEAN.replace(f"{GROUP}/>", f"{who}>{inside}</userTask>").encode()}


def submitted(author, who: str, inside: str = "") -> Deployment:
    draft = save_draft(SaveDraft(author, "walk", "Walk", walk(who, inside)))
    return submit_deployment(ReviewDeployment(author, draft.pk))


@pytest.mark.parametrize(
    ("who", "named"),
    [
        ("", "neither a candidate group nor an assignee"),
        ('carelane:candidateGroups="nurse@moon"', "nurse@moon"),
        ('carelane:candidateGroups="doctor"', "doctor"),  # a role without its department is no group
        ('carelane:candidateUsers="nobody"', "nobody"),
        ('carelane:assignee="nobody"', "nobody"),
    ],
)
def test_a_task_for_nobody_is_refused_by_name_until_a_reason_is_given(author, second, clock, who, named):
    draft = submitted(author, who)
    with pytest.raises(DeploymentRefused, match="Nobody may ever do the user task") as refusal:
        publish_deployment(ReviewDeployment(second, draft.pk, override_reason="  "))
    found = refusal.value.findings[0]
    assert (found.element_id, found.file, found.severity) == ("t", "walk.bpmn", "error")
    assert named in str(found.message)
    assert "没有人能办理" in found.message_zh
    published = publish_deployment(ReviewDeployment(second, draft.pk, override_reason="the ward opens on Monday"))
    assert (published.state, published.override_reason) == ("published", "the ward opens on Monday")


def test_the_author_cannot_give_the_reason(author, clock):
    draft = submitted(author, "")
    with pytest.raises(NotAuthorised):
        publish_deployment(ReviewDeployment(author, draft.pk, override_reason="I know what I do"))


@pytest.mark.parametrize(
    ("who", "inside"),
    [
        (GROUP, ""),
        ('carelane:candidateGroups="nurse@moon, doctor@ward"', ""),  # one of them is enough
        ('carelane:candidateGroups="nurse@moon" carelane:assignee="lin"', ""),
        ("carelane:candidateGroups='=\"nurse@moon\"'", ""),  # known only when the task opens
        ("", ACCEPTED),  # the model says why; the second person reads it
    ],
)
def test_a_task_that_somebody_may_do_needs_no_reason(author, second, clock, who, inside):
    draft = submitted(author, who, inside)
    assert publish_deployment(ReviewDeployment(second, draft.pk)).override_reason == ""


def test_the_rehearsal_is_still_waited_for(author, second, in_the_worker, clock):
    draft = submitted(author, "")
    with pytest.raises(InvalidState, match="rehearsal of this version to have ended"):
        publish_deployment(ReviewDeployment(second, draft.pk, override_reason="in a hurry"))


def test_who_draws_is_warned_of_names_that_the_directory_does_not_have(author, clock):
    files = walk('carelane:candidateGroups="nurse@moon, doctor@ward"')
    expected = [("name_not_in_directory", "t", "warning")]
    assert [tuple(each) for each in told(findings_in(author, files))] == expected
    draft = save_draft(SaveDraft(author, "walk", "Walk", files))
    assert any(each["rule"] == "name_not_in_directory" and "nurse@moon" in each["message"]["zh"] for each in draft.findings)
    assert unstaffed_tasks(author, deployment(author, draft.pk)) == []


def test_the_page_of_a_draft_names_the_tasks(author, second, clock):
    draft = submitted(author, "")
    assert [each["element_id"] for each in unstaffed_tasks(second, deployment(second, draft.pk))] == ["t"]
    publish_deployment(ReviewDeployment(second, draft.pk, override_reason="assigned by the head"))
    assert unstaffed_tasks(second, deployment(second, draft.pk)) == []


def test_starters_that_the_directory_does_not_have_are_warned_of(author, clock):
    starters = STUCK.replace('<process id="walk"', '<process id="walk" carelane:starterGroups="doctor, wizard"').encode()
    found = findings_in(author, {"walk.bpmn": starters})
    assert [each.element_id for each in found if each.rule == "name_not_in_directory"] == ["walk"]


def told(findings):
    return [(each.rule, each.element_id, each.severity) for each in findings if each.rule in {"name_not_in_directory", "unknown"}]
