"""Patients and referrals as programs read and open them."""

from __future__ import annotations

import pytest

from workflows.patients.models import Patient

NEW = {"name": "刘梅", "sex": "female", "born_on": "1970-05-01"}


@pytest.fixture
def shipped(region):
    from bpmn.loader import shipped_models
    from workflows.families.publishing import publish_shipped

    for model in shipped_models():
        publish_shipped(model)


def test_patients_are_found_read_and_registered(program, organisation):
    doctor, hexi = program("su.yan"), organisation("hexi").pk

    made = doctor.post("patients", {**NEW, "organisation": hexi}, **{"Idempotency-Key": "p-1"})
    again = doctor.post("patients", {**NEW, "organisation": hexi}, **{"Idempotency-Key": "p-1"})

    assert made.status_code == 201
    assert made.json() == again.json()
    assert len(made.json()["code"]) == 17
    found = doctor.post("patients/search", {"words": "刘梅"}).json()
    assert [row["id"] for row in found["results"]] == [made.json()["id"]]
    assert doctor.get(f"patients/{made.json()['id']}").json()["born_on"] == "1970-05-01"


def test_names_are_sought_in_a_body_and_codes_in_an_address(program, organisation, shipped):
    doctor, patient = program("su.yan"), Patient.objects.filter(home_organisation__code="hexi").order_by("code")[0]
    referral = {"organisation": organisation("hexi").pk, "patient": str(patient.pk), "problem": "Chest pain"}
    number = doctor.post("referrals", referral).json()["number"]

    by_code = doctor.get("patients", search=patient.code).json()["results"]
    by_name = doctor.post("patients/search", {"words": patient.name, "page_size": 5}).json()
    assert [row["id"] for row in by_code] == [row["id"] for row in by_name["results"]] == [str(patient.pk)]
    assert by_name["page_size"] == 5
    for board in (
        doctor.get("referrals", search=number[:6]),
        doctor.post("referrals/search", {"words": patient.name}),
        doctor.post("referrals/search", {"words": "chest pain", "side": "sent"}),
    ):
        assert [card["number"] for column in board.json() for card in column["cards"]] == [number]
    foreign = program("dong.men")
    assert foreign.post("patients/search", {"words": patient.name}).json()["count"] == 0
    assert not any(column["total"] for column in foreign.post("referrals/search", {"words": patient.name}).json())


def test_a_name_in_an_address_is_refused_with_the_way_to_go(program, shipped):
    doctor = program("su.yan")
    for area in ("patients", "referrals"):
        for name in ("Chen Xiu", "陈秀英", "O'Neil-1", "1 Li", "E-canary"):
            answer = doctor.get(area, search=name)
            assert answer.status_code == 400
            assert f"/api/{area}/search" in answer.json()["fields"]["search"][0]
            assert name not in answer.content.decode()
        assert doctor.post(f"{area}/search", {}).json()["fields"].keys() == {"words"}
        assert doctor.post(f"{area}/search", {"search": "Chen"}).status_code == 400


def test_what_a_registration_lacks_is_named(program, organisation):
    doctor, hexi = program("su.yan"), organisation("hexi").pk

    future = doctor.post("patients", {**NEW, "organisation": hexi, "born_on": "2030-01-01"})
    assert (future.status_code, list(future.json()["fields"])) == (422, ["born_on"])
    assert set(doctor.post("patients", {"organisation": hexi}).json()["fields"]) == {"name", "sex", "born_on"}
    assert doctor.post("patients", {**NEW, "organisation": hexi, "status": "closed"}).json()["fields"].keys() == {"status"}


def test_a_patient_of_another_alliance_does_not_exist(program, organisation):
    foreign = Patient.objects.filter(home_organisation__code="dongmen").first()

    assert program("su.yan").get(f"patients/{foreign.pk}").status_code == 404
    assert program("su.yan").post("patients", {**NEW, "organisation": organisation("dongmen").pk}).status_code == 404
    assert program("admin.ops").get("patients").status_code == 403


def test_a_referral_is_opened_shown_to_its_sender_and_to_nobody_else_yet(program, organisation, shipped):
    doctor, hexi = program("su.yan"), organisation("hexi").pk
    patient = Patient.objects.filter(home_organisation_id=hexi).first()

    opened = doctor.post("referrals", {"organisation": hexi, "patient": str(patient.pk), "problem": "Chest pain"})

    assert opened.status_code == 201, opened.content
    number = opened.json()["number"]
    detail = doctor.get(f"referrals/{number}").json()
    assert (detail["stage"], detail["patient"]["id"], detail["is_sent"]) == ("draft", str(patient.pk), True)
    assert detail["instance_ids"] == [opened.json()["instance_id"]]
    columns = doctor.get("referrals").json()
    assert [card["number"] for column in columns for card in column["cards"]] == [number]
    # the receiver does not see a draft, the outsider never
    for username in ("chen.min", "dong.men"):
        assert program(username).get(f"referrals/{number}").status_code == 404
        assert program(username).post(f"referrals/{number}/cancel", {"reason": "x"}).status_code == 404
    # and the same problem is not referred twice
    twice = doctor.post("referrals", {"organisation": hexi, "patient": str(patient.pk), "problem": "chest  PAIN"})
    assert (twice.status_code, twice.json()["number"]) == (409, number)


def test_a_referral_asks_for_what_it_needs(program, organisation, shipped):
    doctor, hexi = program("su.yan"), organisation("hexi").pk
    patient = str(Patient.objects.filter(home_organisation_id=hexi).first().pk)

    assert doctor.post("referrals", {"organisation": hexi, "patient": patient, "problem": " "}).status_code == 400
    assert doctor.post("referrals", {"organisation": hexi, "patient": "x", "problem": "Pain"}).status_code == 400
    body = {"organisation": hexi, "patient": patient, "problem": "Pain", "urgency": "soon"}
    assert list(doctor.post("referrals", body).json()["fields"]) == ["urgency"]
    foreign = str(Patient.objects.filter(home_organisation__code="dongmen").first().pk)
    assert doctor.post("referrals", {"organisation": hexi, "patient": foreign, "problem": "Pain"}).status_code == 404
    assert doctor.get("referrals/ZZ19990101-HX0001").status_code == 404
