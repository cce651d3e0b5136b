from __future__ import annotations

from datetime import date

import pytest

from engine.errors import FormInvalid, InvalidState, NotAuthorised, NotFound
from workflows.patients.codes import CodeFormat
from workflows.patients.commands.close_patient import ClosePatient, close_patient
from workflows.patients.commands.register_patient import RegisterPatient, register_patient
from workflows.patients.models import Patient


@pytest.fixture
def register(actor_of, organisation):
    def register(by="su.yan", place="hexi", code_format=None, **changes):
        values = {"name": "测试甲", "sex": "female", "born_on": "1968-03-12", **changes}
        command = RegisterPatient(actor_of(by), organisation(place).pk, **values)
        return register_patient(command, code_format) if code_format else register_patient(command)

    return register


def test_a_patient_gets_the_next_code_of_the_area(register):
    first, second = register(), register(name="测试乙")
    assert first.code == "99010000100100017"  # sixteen patients of the region come before
    assert second.code == "99010000100100018"
    assert first.born_on == date(1968, 3, 12)


def test_a_code_that_was_typed_in_is_passed_over(register):
    register(code="99010000100100017")
    assert register().code == "99010000100100018"


def test_used_up_codes_are_said_so(register, organisation):
    from workflows.patients.models import PatientCodeSeries

    PatientCodeSeries.objects.filter(area_code=organisation("hexi").area_code).update(last=99_999)
    with pytest.raises(InvalidState):
        register()
    assert register(code="99010000100199999").code


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"born_on": "1968-02-30"}, "born_on", "calendar"),
        ({"born_on": "12.03.1968"}, "born_on", "calendar"),
        ({"born_on": "2026-03-03"}, "born_on", "on or before today, 2026-03-02"),
        ({"born_on": "1890-01-01"}, "born_on", "130 years"),
        ({"code": "9901000010010001"}, "code", "Expected 17 digits"),
        ({"code": "9901000010010001x"}, "code", "digits only"),
        ({"code": "٩٩٠١٠٠٠٠١٠٠١٠٠٠١٧"}, "code", "digits only"),
        ({"code": "99010000100100001"}, "code", "registered already"),
        ({"name": "  "}, "name", "name"),
        ({"name": "名" * 81}, "name", "80"),
        ({"sex": "x"}, "sex", "female, male"),
        ({"phone": "1" * 33}, "phone", "32"),
        ({"phone": "abc<b>"}, "phone", "at least five digits"),
        ({"phone": "12-34"}, "phone", "at least five digits"),
        ({"id_number": "123"}, "id_number", "6 to 32"),
        ({"id_number": "99010019680312<b>"}, "id_number", "6 to 32"),
    ],
)
def test_a_wrong_field_is_named_and_says_what_is_expected(register, changes, field, expected):
    before = Patient.objects.count()
    with pytest.raises(FormInvalid) as refusal:
        register(**changes)
    assert list(refusal.value.field_errors) == [field]
    assert expected in str(refusal.value.field_errors[field][0])
    assert Patient.objects.count() == before


@pytest.mark.parametrize(("number", "shown"), [("990100196803120028", "········0028"), ("A12345", "········5"), ("", "")])
def test_a_page_shows_little_of_an_identity_number(register, number, shown):
    assert register(id_number=number).masked_id_number == shown


def test_all_wrong_fields_are_named_at_once(register):
    with pytest.raises(FormInvalid) as refusal:
        register(name="", sex="", born_on="", code="1")
    assert set(refusal.value.field_errors) == {"name", "sex", "born_on", "code"}


def test_a_birthday_is_today_in_the_organisations_zone(register, clock):
    clock.advance(hours=16)  # 3 March, 00:00 in Shanghai; still 2 March in UTC
    assert register(born_on="2026-03-03").born_on == date(2026, 3, 3)


def test_the_length_of_the_code_is_a_parameter(register):
    sixteen = CodeFormat(serial=4)
    assert register(code="9901000010010001", code_format=sixteen).code == "9901000010010001"
    with pytest.raises(FormInvalid):
        register(code="99010000100100099", code_format=sixteen)


def test_one_identity_number_is_one_patient(register):
    register(id_number="990100196803120028")
    with pytest.raises(FormInvalid) as refusal:
        register(id_number="990100196803120028", name="测试乙")
    assert list(refusal.value.field_errors) == ["id_number"]
    assert register(name="测试丙").id_number == ""  # none given is no number at all


def test_who_may_register(register):
    with pytest.raises(NotAuthorised):
        register(by="qin.bo")
    with pytest.raises(NotFound):
        register(by="dong.men")


def test_the_home_organisation_closes_a_file_once_with_a_reason(actor_of, patient):
    found = patient("hexi")
    with pytest.raises(NotFound):
        close_patient(ClosePatient(actor_of("dong.men"), found.pk, "迁出"))
    with pytest.raises(NotAuthorised):
        close_patient(ClosePatient(actor_of("qin.bo"), found.pk, "迁出"))
    with pytest.raises(FormInvalid):
        close_patient(ClosePatient(actor_of("su.yan"), found.pk, " "))
    assert close_patient(ClosePatient(actor_of("su.yan"), found.pk, "迁出")).status == "closed"
    with pytest.raises(InvalidState):
        close_patient(ClosePatient(actor_of("su.yan"), found.pk, "迁出"))
