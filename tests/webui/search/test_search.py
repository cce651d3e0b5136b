"""Search everywhere, and nowhere beyond what the person may see."""

from __future__ import annotations

from workflows.patients.models import Patient


def hexi_patient() -> Patient:
    patient = Patient.objects.filter(home_organisation__code="hexi").order_by("code").first()
    assert patient is not None
    return patient


def test_a_patient_is_found_by_a_part_of_the_name_and_by_the_code(signed_in):
    patient, client = hexi_patient(), signed_in("su.yan")

    for words in (
        patient.name[:2],
        patient.code,
        f"{patient.code[:6]} {patient.code[6:]}",
        patient.name_latin.split()[0].lower(),
    ):
        assert str(patient.pk) in client.post("/search/", {"q": words}, follow=True).content.decode(), words


def test_the_field_stands_on_every_page(signed_in):
    assert 'action="/search/"' in signed_in("su.yan").get("/work/").content.decode()


def test_another_alliance_finds_nothing(signed_in):
    patient = hexi_patient()

    page = signed_in("dong.men").post("/search/", {"q": patient.code}, follow=True).content.decode()

    assert str(patient.pk) not in page
    assert "Nothing that you may see fits." in page


def test_a_task_is_found_by_its_name_and_opens(signed_in, errand):
    page = signed_in("su.yan").post("/search/", {"q": "ask for"}, follow=True).content.decode()

    assert f"/work/{errand.task_id}/" in page


def test_a_designer_finds_processes_and_no_patients(signed_in, published):
    page = signed_in("ma.ying").post("/search/", {"q": "errand"}, follow=True).content.decode()
    patients = signed_in("ma.ying").post("/search/", {"q": hexi_patient().code}, follow=True).content.decode()

    assert f"/studio/{published}/" in page
    assert "Nothing that you may see fits." in patients


def test_odd_words_are_only_words(signed_in):
    client = signed_in("su.yan")

    for words in ("", "   ", "%", "'; --", "<script>alert(1)</script>", "王" * 500):
        answer = client.post("/search/", {"q": words}, follow=True)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


def test_strangers_are_asked_to_sign_in(client, db):
    assert client.post("/search/", {"q": "a"})["Location"].startswith("/account/login/")
