"""How patients are named."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from webui.patients.words import age, display_name, grouped_code, person_line, sex_and_age
from workflows.patients.models import Patient

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("born_on", "words"),
    [
        (date(1959, 3, 2), "67 y"),
        (date(1959, 3, 3), "66 y"),
        (date(2024, 3, 3), "23 months"),
        (date(2026, 1, 31), "1 month"),
        (date(2026, 2, 20), "10 days old"),
        (date(2026, 3, 2), "0 days old"),
    ],
)
def test_age_counts_years_then_months_then_days(born_on, words):
    assert age(born_on, NOON) == words


def test_the_day_is_the_readers_not_the_servers():
    assert age(date(1959, 3, 3), datetime(2026, 3, 2, 17, 0, tzinfo=UTC)) == "67 y"  # 01:00 on 3 March in Shanghai


def test_names_and_signs_follow_the_language():
    patient = Patient(name="林国富", name_latin="Lin Guofu", sex="male", born_on=date(1959, 3, 2))
    assert (display_name(patient), sex_and_age(patient, NOON)) == ("Lin Guofu", "M 67 y")
    with translation.override("zh-hans"):
        assert display_name(patient) == "林国富"
    patient.name_latin = ""
    assert display_name(patient) == "林国富"


def test_the_code_is_read_in_its_parts():
    assert grouped_code("99010000100100012") == "990100 001 001 00012"
    assert grouped_code("17") == "17"


def test_a_patient_in_one_line_has_the_comma_of_the_language():
    patient = Patient(name="林国富", name_latin="Lin Guofu", sex="male", born_on=date(1959, 3, 2))
    assert person_line(patient, NOON) == "Lin Guofu, M 67 y"
    with translation.override("zh-hans"):
        assert person_line(patient, NOON) == "林国富，男 67 岁"
