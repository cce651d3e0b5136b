"""The studio: whatever is uploaded is kept as a draft, two people publish, the editor saves new drafts."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from engine.jobs import sweep_until_idle
from tests.webui.errands import errand_files
from webui.studio.blank import blank_process
from webui.studio.comparing import changes_in_words
from workflows.notifications.models import Notification

JSON = {"content_type": "application/json", "headers": {"Accept": "application/json"}}
HOSTILE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def uploads(files: dict[str, bytes]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, raw) for name, raw in files.items()]


def deployment_at(answer) -> int:
    return int(answer["Location"].rstrip("/").rsplit("/", 1)[-1])


@pytest.fixture
def designer(signed_in):
    return signed_in("ma.ying")


@pytest.fixture
def second_designer(signed_in):
    return signed_in("luo.wei")


@pytest.fixture
def uploaded(designer) -> int:
    return deployment_at(designer.post("/studio/upload/", {"key": "errand", "name": "Errand", "files": uploads(errand_files())}))


# Uploading


def test_files_become_a_draft_with_their_findings(designer, uploaded):
    page = designer.get(f"/studio/{uploaded}/").content.decode()

    assert "Errand" in page
    assert "Draft" in page
    assert 'id="diagram-document"' in page


def test_files_with_errors_are_kept_but_cannot_be_sent_for_review(designer):
    broken = {"errand.bpmn": errand_files()["errand.bpmn"].replace(b"userTask", b"manualTaskX")}

    answer = designer.post("/studio/upload/", {"key": "errand", "files": uploads(broken)})
    number = deployment_at(answer)
    page = designer.get(f"/studio/{number}/").content.decode()
    refusal = designer.post(f"/studio/{number}/submit/", headers={"Accept": "application/json"})

    assert "Errors to correct" in page
    assert 'class="finding error"' in page
    assert refusal.status_code == 422
    assert refusal.json()["findings"]


@pytest.mark.parametrize(
    ("name", "raw", "status", "words"),
    [
        ("errand.bpmn", HOSTILE, 422, ""),
        ("errand.exe", b"MZ", 400, "Expected files ending with .bpmn"),
        ("errand.bpmn", b"not xml at all", None, ""),
    ],
)
def test_what_is_not_a_process_gets_an_answer(designer, name, raw, status, words):
    answer = designer.post("/studio/upload/", {"key": "errand", "files": uploads({name: raw})})

    assert answer.status_code == status if status else answer.status_code in {302, 422}
    assert "root:" not in answer.content.decode()
    assert words in answer.content.decode()


def test_nothing_chosen_is_said(designer):
    answer = designer.post("/studio/upload/", {"key": "errand"})

    assert answer.status_code == 400
    assert "at least one .bpmn file" in answer.content.decode()


def test_a_path_in_a_file_name_is_dropped(designer):
    files = {"../../errand.bpmn": errand_files()["errand.bpmn"]}

    number = deployment_at(designer.post("/studio/upload/", {"key": "errand", "files": uploads(files)}))

    assert "../" not in designer.get(f"/studio/{number}/").content.decode().split("diagram-document")[0]


def test_a_second_upload_replaces_files_of_the_same_name_and_keeps_the_rest(designer, uploaded):
    bpmn = {"errand.bpmn": errand_files()["errand.bpmn"].replace(b"Errand", b"Errand again", 1)}

    number = deployment_at(designer.post(f"/studio/{uploaded}/upload/", {"files": uploads(bpmn)}))

    page = designer.get(f"/studio/{number}/").content.decode()
    assert "r2" in page
    assert all(name in page for name in errand_files())


def test_a_file_is_given_back_as_it_was_saved_and_never_as_a_page(designer, uploaded):
    answer = designer.get(f"/studio/{uploaded}/files/errand.bpmn")

    assert answer.content == errand_files()["errand.bpmn"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert designer.get(f"/studio/{uploaded}/files/other.bpmn").status_code == 404


# Two people


def test_an_author_submits_and_a_second_person_publishes(designer, second_designer, uploaded):
    designer.post(f"/studio/{uploaded}/submit/", {"note": "first version"})
    assert "Waits for a second person" in designer.get(f"/studio/{uploaded}/").content.decode()

    answer = second_designer.post(f"/studio/{uploaded}/publish/", follow=True)

    assert "Published. New cases take this version" in answer.content.decode()


def test_an_author_cannot_publish_alone(designer, uploaded):
    designer.post(f"/studio/{uploaded}/submit/")

    answer = designer.post(f"/studio/{uploaded}/publish/")

    assert answer.status_code == 403
    assert "second person" in answer.content.decode()


def test_a_draft_cannot_be_published_past_the_review(second_designer, designer, uploaded):
    assert second_designer.post(f"/studio/{uploaded}/publish/").status_code == 409


def test_returning_takes_a_reason_that_the_author_reads(designer, second_designer, uploaded):
    designer.post(f"/studio/{uploaded}/submit/")

    assert second_designer.post(f"/studio/{uploaded}/return/", {"note": " "}).status_code == 400
    second_designer.post(f"/studio/{uploaded}/return/", {"note": "The limit is 24 h, not 48."})

    page = designer.get(f"/studio/{uploaded}/").content.decode()
    assert "Returned by Luo Wei:" in page
    assert "The limit is 24 h, not 48." in page


def test_a_published_process_is_retired(designer, second_designer, uploaded):
    designer.post(f"/studio/{uploaded}/submit/")
    second_designer.post(f"/studio/{uploaded}/publish/")

    # without a reason one person cannot
    assert "Expected a reason" in second_designer.post(f"/studio/{uploaded}/retire/", {"note": " "}, follow=True).content.decode()

    answer = second_designer.post(f"/studio/{uploaded}/retire/", {"note": "wrong dose"}, follow=True)

    # and then the others are told
    assert "Retired" in answer.content.decode()
    sweep_until_idle()
    told = Notification.objects.filter(text_key="process.retired").values_list("recipient__username", flat=True)
    assert "ma.ying" in told
    assert "luo.wei" not in told


# Editor


def test_a_new_process_opens_in_the_editor_without_errors(designer):
    answer = designer.post("/studio/new/", {"name": 'Ward <round> & "tea"', "key": "ward_round"})
    page = designer.get(answer["Location"])

    assert "/edit/" in answer["Location"]
    document = json.loads(page.content.decode().split('id="modeler-document" type="application/json">')[1].split("</script>")[0])
    assert document["file"] == "ward_round.bpmn"
    assert not [finding for finding in document["findings"] if finding["severity"] == "error"]


def test_a_key_that_is_taken_is_refused_for_a_new_process(designer, uploaded):
    assert designer.post("/studio/new/", {"name": "Errand", "key": "errand"}).status_code == 409


def test_saving_makes_a_new_revision_and_names_its_addresses(designer, uploaded):
    xml = errand_files()["errand.bpmn"].decode().replace("Errand", "Errand two", 1)

    answer = designer.post(f"/studio/{uploaded}/save/", json.dumps({"file": "errand.bpmn", "xml": xml}), **JSON)

    body = answer.json()
    assert body["revision"] == 2
    assert designer.get(body["editUrl"]).status_code == 200
    assert designer.get(body["detailUrl"]).status_code == 200


def test_saving_says_what_changed(designer, uploaded):
    drawn = errand_files()["errand.bpmn"].decode()
    name = re.search(r'<(?:bpmn:)?userTask [^>]*name="([^"]+)"', drawn).group(1)

    def saved(xml: str, number: int) -> dict:
        answer = designer.post(f"/studio/{number}/save/", json.dumps({"file": "errand.bpmn", "xml": xml}), **JSON).json()
        return answer | {"number": int(answer["saveUrl"].split("/")[2])}

    same = saved(drawn, uploaded)
    altered = saved(drawn.replace(f'name="{name}"', 'name="Look twice"', 1), same["number"])

    assert same["changed"] == "Nothing differs from the revision before."
    assert altered["changed"] == "Altered: 1 (Look twice)."


def test_a_drawing_that_was_added_is_named():
    drawn = blank_process("walk", "Walk").decode()
    undrawn = re.sub(r"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "", drawn, flags=re.DOTALL)

    assert undrawn != drawn
    assert changes_in_words(undrawn, drawn) == "The drawing is new."


def test_saving_over_somebody_elses_newer_draft_is_refused(designer, second_designer, uploaded):
    body = json.dumps({"file": "errand.bpmn", "xml": errand_files()["errand.bpmn"].decode()})
    second_designer.post(f"/studio/{uploaded}/save/", body, **JSON)

    answer = designer.post(f"/studio/{uploaded}/save/", body, **JSON)

    assert answer.status_code == 409
    assert "revision 2 exists" in answer.json()["detail"]


def test_checking_saves_nothing(designer, uploaded):
    xml = errand_files()["errand.bpmn"].decode().replace("userTask", "userTaskX")

    answer = designer.post(f"/studio/{uploaded}/check/", json.dumps({"file": "errand.bpmn", "xml": xml}), **JSON)

    assert [finding for finding in answer.json()["findings"] if finding["severity"] == "error"]
    assert "r2" not in designer.get(f"/studio/{uploaded}/").content.decode()


NO_DRAWINGS = ["", "[]", '{"file": "errand.bpmn"}', '{"file": "../x", "xml": ""}', '{"file": 3, "xml": ""}']
NO_DRAWINGS += ['{"file": "errand.bpmn", "xml": "\\ud800"}', '{"file": "errand.bpmn", "xml": "\\u0000"}']


@pytest.mark.parametrize("body", NO_DRAWINGS)
def test_a_drawing_that_is_none_is_refused(designer, uploaded, body):
    assert designer.post(f"/studio/{uploaded}/save/", body, **JSON).status_code == 400


# Refusals


@pytest.mark.parametrize("address", ["", "999/", "999/edit/", "999/files/a.bpmn"])
def test_outsiders_see_nothing_of_the_studio(signed_in, address):
    assert signed_in("su.yan").get(f"/studio/{address}").status_code == 403


@pytest.mark.parametrize("act", ["submit", "publish", "return", "retire", "save", "check", "upload"])
def test_acts_take_a_post_of_a_designer(signed_in, designer, uploaded, act):
    assert designer.get(f"/studio/{uploaded}/{act}/").status_code == 405
    assert signed_in("su.yan").post(f"/studio/{uploaded}/{act}/").status_code == 403


def test_acts_take_the_token_of_the_page(signed_in, uploaded):
    client = signed_in("ma.ying", enforce_csrf_checks=True)

    answer = client.post(f"/studio/{uploaded}/submit/")

    assert answer.status_code == 403
    assert "stood open too long" in answer.content.decode()


def test_a_deployment_that_is_not_there(designer):
    assert designer.get("/studio/4711/").status_code == 404


# Differences


def test_the_second_person_sees_what_changed(designer, second_designer, uploaded):
    # given a second revision with another form field and another step's name
    files = errand_files()
    files["errand.bpmn"] = files["errand.bpmn"].replace(b'name="Ask for it"', b'name="Ask twice"', 1)
    files["errand.form.json"] = files["errand.form.json"].replace(b'"label": "Pieces"', b'"label": "Number of pieces"', 1)
    assert files != errand_files()
    number = deployment_at(designer.post(f"/studio/{uploaded}/upload/", {"files": uploads(files)}))

    # when the colleague opens it
    page = second_designer.get(f"/studio/{number}/").content.decode()

    # then before and after stand there, and the drawing is told what to colour
    assert "Changes against r1" in page
    assert "<del>Ask for it</del>" in page
    assert "<ins>Ask twice</ins>" in page
    assert "Number of pieces" in page
    assert '"changes": {"added": [], "changed": ["' in page


def test_the_first_revision_has_nothing_to_compare(designer, uploaded):
    assert "Changes against" not in designer.get(f"/studio/{uploaded}/").content.decode()


def test_one_may_choose_what_to_compare_with(designer, uploaded):
    number = uploaded
    for words in (b"Errand again", b"Errand once more"):
        bpmn = {"errand.bpmn": errand_files()["errand.bpmn"].replace(b"Errand", words, 1)}
        number = deployment_at(designer.post(f"/studio/{number}/upload/", {"files": uploads(bpmn)}))
    assert "Changes against r2" in designer.get(f"/studio/{number}/").content.decode()
    assert "Changes against r1" in designer.get(f"/studio/{number}/", {"against": uploaded}).content.decode()
    assert "Changes against r2" in designer.get(f"/studio/{number}/", {"against": "nonsense"}).content.decode()


# A bad upload


def test_a_bad_upload_keeps_the_page_and_says_why_in_the_dialog(designer, uploaded):
    for address in ("/studio/upload/", f"/studio/{uploaded}/upload/"):
        page = designer.post(address, {"key": "errand", "name": "My errand", "files": uploads({"errand.exe": b"MZ"})})
        assert page.status_code == 400
        assert '<dialog id="upload" aria-labelledby="upload-title" data-open' in page.content.decode()
        assert "Expected files ending with .bpmn" in page.content.decode()


def test_a_script_gets_the_findings_alone_and_on_success_where_to_go(designer):
    sent = {"key": "errand", "files": uploads({"errand.bpmn": HOSTILE})}
    refused = designer.post("/studio/upload/", sent, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert refused["Content-Type"].startswith("text/html")
    assert refused.content.decode().lstrip().startswith('<div class="notice error"')

    accepted = designer.post(
        "/studio/upload/", {"key": "errand", "files": uploads(errand_files())}, headers={"HX-Request": "true"}
    )
    assert accepted["HX-Redirect"].startswith("/studio/")
