"""JUEL said in FEEL means the same; what FEEL has no word for is refused with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from engine import feel
from engine.model.vendors.juel import NotTranslatable, translate


def value(text: str, **variables: Any) -> Any:
    expression = feel.compile_expression(translate(text))
    return expression.evaluate({name: feel.to_feel(each) for name, each in variables.items()}).value


@pytest.mark.parametrize(
    ("text", "variables", "expected"),
    [
        ("${true}", {}, True),
        ("${amount > 100}", {"amount": 101}, True),
        ("${amount gt 100 and amount le 200}", {"amount": 201}, False),
        ("${!approved}", {"approved": None}, True),  # a missing value is not true, so its negation is
        ("${not confirmed}", {"confirmed": True}, False),
        ("${approved || other}", {"approved": None, "other": True}, True),
        ("${approved && other}", {"approved": None, "other": True}, False),
        ("${!(approved && other)}", {"approved": None, "other": True}, True),
        ("#{clarified == 'yes'}", {"clarified": "yes"}, True),
        ("${clarified.equals('no')}", {"clarified": "yes"}, False),
        ("${state != null}", {"state": None}, False),
        ("${order.price <= 100}", {"order": {"price": 100}}, True),
        ("${orders[1].price}", {"orders": [{"price": 1}, {"price": 2}]}, 2),
        ("${order['price']}", {"order": {"price": 5}}, 5),
        ("${male ? 'Mr.' : 'Mrs.'}", {"male": False}, "Mrs."),
        ("${male ? 'Mr.' : 'Mrs.'}", {"male": None}, "Mrs."),
        ("${empty name}", {"name": ""}, True),
        ("${empty name}", {"name": []}, True),
        ("${!empty name}", {"name": "Lin"}, True),
        ("${not empty name}", {"name": None}, False),
        ("${list.size() == 2}", {"list": [1, 2]}, True),
        ("${7 % 3}", {}, 1),
        ("${a % 3}", {"a": -7}, -1),  # Java keeps the sign of the dividend
        ("${a * (b + 1) - 2 / 4}", {"a": 2, "b": 3}, 7.5),
        ("Dear ${name}, no. ${number}", {"name": "Lin", "number": 7}, "Dear Lin, no. 7"),
        ("Dear ${name}", {"name": None}, "Dear "),
        ("${execution.getVariable('amount') + 1}", {"amount": 1}, 2),
        ("${loopCounter}", {"loopCounter": 1}, 0),  # counts from 0 there
        ("${nrOfCompletedInstances == 4}", {"numberOfCompletedInstances": 4}, True),
        ("${'it''s' == name}".replace("''", "\\'"), {"name": "it's"}, True),
    ],
)
def test_means_the_same(text, variables, expected):
    found = value(text, **variables)
    assert found == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("${bean.run(execution)}", "Java"),
        ("${execution.setVariable('a', 1)}", "execution.setVariable is Java"),
        ("${list[index]}", "computed"),
        ("${if}", "a word of FEEL"),
        ("${a >}", "not expected"),
        ("${a", "do not match"),
        ("${}", "empty"),
        ("${a b}", "not expected"),
        ("${a & b}", "cannot be read"),
        ("${" + "(" * 80 + "a" + ")" * 80 + "}", "too deep"),
        ("${currentUser()}", "Java"),
    ],
)
def test_what_feel_cannot_say_is_refused(text, reason):
    with pytest.raises(NotTranslatable, match=reason):
        translate(text)


def test_times_from_now():
    assert translate("${dateTime().plusWeeks(1).toDate()}") == '(now() + duration("P7D"))'
