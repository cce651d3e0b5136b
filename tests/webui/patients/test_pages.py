"""Find, read and register patients; start a referral for one."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from workflows.cases.models import Case
from workflows.patients.models import Patient


@pytest.fixture
def patient(organisation):
    found = Patient.objects.filter(home_organisation=organisation("hexi")).order_by("code")[0]
    found.allergies = "Penicillin"
    found.save()
    return found


def registered(**changes):
    return {"name": "林国富", "sex": "male", "born_on": "1959-04-01", **changes}


def test_the_list_holds_my_organisations_patients_only(signed_in, patient):
    page = signed_in("su.yan").get(reverse("patients:index")).content.decode()
    assert str(patient.pk) in page
    assert "Penicillin" in page
    assert str(patient.pk) not in signed_in("dong.men").get(reverse("patients:index")).content.decode()


def test_the_list_is_sorted_as_its_reader_reads_names(signed_in, region):
    def shown(language):
        page = signed_in("su.yan", headers={"Accept-Language": language}).get(reverse("patients:index")).content.decode()
        return re.findall(r'<td><a class="strong" href="[^"]+">([^<]+)</a>', page)

    english, chinese = shown("en"), shown("zh-CN")
    assert len(english) == len(chinese) > 5
    assert english == sorted(english, key=str.lower)
    assert chinese == sorted(chinese)


def test_a_search_by_script_gets_the_results_alone(signed_in, patient):
    client = signed_in("su.yan")
    page = client.post(reverse("patients:index"), {"q": patient.code[:17]}, headers={"HX-Request": "true"}).content.decode()
    assert str(patient.pk) in page
    assert "<html" not in page
    page = client.post(reverse("patients:index"), {"q": "nobody<b>"}, follow=True).content.decode()
    assert "No patient matches nobody&lt;b&gt;." in page


def test_the_patients_page_warns_of_allergies_and_offers_referrals(signed_in, referral, patient):
    page = signed_in("su.yan").get(reverse("patients:detail", args=[patient.pk])).content.decode()
    assert "Penicillin" in page
    assert "Start up-referral" in page
    assert "Emergency green channel" in page
    assert "Start down-referral" not in page
    assert referral.number in page


def test_only_those_whom_the_process_lets_start_it_see_the_button(signed_in, referral, patient):
    assert "Start up-referral" not in signed_in("qin.bo").get(reverse("patients:detail", args=[patient.pk])).content.decode()


def test_a_foreign_patient_is_not_there(signed_in, patient):
    outsider = signed_in("dong.men")
    assert outsider.get(reverse("patients:detail", args=[patient.pk])).status_code == 404
    assert outsider.get(reverse("patients:refer", args=[patient.pk])).status_code == 404
    sent = {"problem": "Cough", "direction": "up", "urgency": "routine"}
    assert outsider.post(reverse("patients:refer", args=[patient.pk]), sent).status_code == 404


def test_registers_and_says_what_next(signed_in, region):
    answer = signed_in("su.yan").post(reverse("patients:register"), registered(), follow=True)
    assert answer.status_code == 200
    assert "林国富 is registered." in answer.content.decode()
    assert Patient.objects.filter(name="林国富", home_organisation__code="hexi").count() == 1


def test_each_wrong_field_says_what_was_expected_and_keeps_the_rest(signed_in, region):
    sent = registered(name="", born_on="2090-01-01", code="12", phone="19900001234")
    answer = signed_in("su.yan").post(reverse("patients:register"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "3 entries need attention" in page
    for field in ("name", "born_on", "code"):
        assert f'href="#field-{field}"' in page
    assert "on or before today" in page
    assert 'value="19900001234"' in page


def test_nobody_registers_without_the_permission(signed_in, region):
    assert signed_in("admin.ops").get(reverse("patients:register")).status_code == 403
    assert signed_in("qin.bo").post(reverse("patients:register"), registered()).status_code == 403


def test_nobody_registers_for_another_organisation(signed_in, organisation):
    sent = registered(organisation=organisation("yuanshan").pk)
    assert signed_in("su.yan").post(reverse("patients:register"), sent).status_code == 404


def test_a_started_referral_goes_on_with_its_first_task(signed_in, referral, patient):
    sent = {"problem": "Palpitations", "direction": "up", "urgency": "urgent"}
    answer = signed_in("su.yan").post(reverse("patients:refer", args=[patient.pk]), sent, follow=True)
    assert "Fill in the referral slip" in answer.content.decode()
    assert Case.objects.get(problem="Palpitations").urgency == "urgent"


def test_the_green_channel_hands_the_emergency_on(signed_in, referral, patient):
    page = signed_in("su.yan").get(reverse("patients:refer", args=[patient.pk]), {"direction": "up", "urgency": "emergency"})
    page = page.content.decode()
    assert "Open, then fill in the short slip" in page
    assert "alert the hospital" not in page  # nobody is told before the slip is sent
    assert 'type="radio" name="urgency"' not in page
    # whatever else a page that stood open sends
    sent = {"problem": "Stroke", "direction": "up", "urgency": "routine", "green": "1"}
    refused = signed_in("su.yan").post(reverse("patients:refer", args=[patient.pk]), {**sent, "problem": " "}).content.decode()
    assert "Open, then fill in the short slip" in refused
    signed_in("su.yan").post(reverse("patients:refer", args=[patient.pk]), sent)
    assert Case.objects.get(problem="Stroke").urgency == "emergency"


def test_a_referral_without_a_problem_is_refused_at_the_field(signed_in, referral, patient):
    sent = {"problem": " ", "direction": "up", "urgency": "routine"}
    answer = signed_in("su.yan").post(reverse("patients:refer", args=[patient.pk]), sent)
    assert answer.status_code == 422
    assert 'href="#field-problem"' in answer.content.decode()


def test_a_second_referral_of_the_same_problem_leads_to_the_first(signed_in, referral):
    sent = {"problem": "chest pain  on exertion", "direction": "up", "urgency": "routine"}
    answer = signed_in("su.yan").post(reverse("patients:refer", args=[referral.patient.pk]), sent)
    assert answer.status_code == 409
    assert reverse("referrals:case", args=[referral.number]) in answer.content.decode()


def test_a_second_click_opens_no_second_emergency(signed_in, referral, patient):
    browser, address = signed_in("su.yan"), reverse("patients:refer", args=[patient.pk])
    page = browser.get(address, {"direction": "up", "urgency": "emergency"}).content.decode()
    key = re.search(r'name="request_key" value="(\w+)"', page)
    assert key is not None
    sent = {"direction": "up", "urgency": "emergency", "problem": "Stroke", "request_key": key[1]}
    before = Case.objects.count()
    first, second = (browser.post(address, sent) for _click in range(2))
    assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    assert Case.objects.count() == before + 1
