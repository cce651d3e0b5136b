"""Decisions that require each other, knowledge, services and imports."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.dmn import DecisionError, DecisionsRefused, inspect_decisions, read_decisions
from tests.unit.dmn.deciding import DMN, decide, decision, file, inputs, literal, needs, of, table


def knowledge(name: str, parameters: str, expression: str, *hrefs: str, type_ref: str = "") -> str:
    names = "".join(f'<formalParameter name="{each}" typeRef="number"/>' for each in parameters.split())
    kind = f' typeRef="{type_ref}"' if type_ref else ""
    return (
        f'<businessKnowledgeModel id="k_{name}" name="{name}"><variable name="{name}"{kind}/>{needs(*hrefs)}'
        f"<encapsulatedLogic>{names}{expression}</encapsulatedLogic></businessKnowledgeModel>"
    )


def service(name: str, output: str, data: str = "", decided: str = "") -> str:
    ins = "".join(f'<inputDecision href="#{each}"/>' for each in decided.split())
    ins += "".join(f'<inputData href="#{each}"/>' for each in data.split())
    outs = "".join(f'<outputDecision href="#{each}"/>' for each in output.split())
    return f'<decisionService id="k_{name}" name="{name}"><variable name="{name}"/>{outs}{ins}</decisionService>'


def test_a_decision_sees_only_what_it_requires():
    body = inputs("a", "b") + decision("d", literal("{seen: a, unseen: b}"), "#i_a")
    assert decide(body, a=1, b=2).value == {"seen": Decimal(1), "unseen": None}


def test_a_chain_of_decisions_is_decided_from_its_start_each_once():
    links = "".join(decision(f"n{i}", literal(f"n{i - 1} + 1"), f"#d_n{i - 1}") for i in range(1, 2000))
    body = inputs("x") + decision("n0", literal("x"), "#i_x") + links + decision("d", literal("n1999"), "#d_n1999")
    assert decide(body, x=1).value == Decimal(2000)


def test_requirements_in_a_circle_are_refused():
    with pytest.raises(DecisionsRefused) as refusal:
        of(decision("a", literal("b"), "#d_b") + decision("b", literal("a"), "#d_a"))
    assert {each.rule for each in refusal.value.problems} == {"dmn.cycle"}


def test_a_requirement_that_is_not_there_is_refused():
    with pytest.raises(DecisionsRefused, match="d_nowhere"):
        of(decision("d", literal("1"), "#d_nowhere"))


def test_knowledge_is_called_by_position_by_name_and_by_a_boxed_invocation():
    double = knowledge("double it", "n", literal("n * 2"))
    boxed = f'<invocation>{literal("double it")}<binding><parameter name="n"/>{literal("4")}</binding></invocation>'
    called = decision("d", literal("[double it(2), double it(n: 3)]"), "#k_double it")
    assert decide(double + called).value == [4, 6]
    assert decide(double + decision("d", boxed, "#k_double it")).value == 8


def test_knowledge_uses_other_knowledge_and_itself():
    body = knowledge("one", "n", literal("n + 1")) + knowledge("two", "n", literal("one(one(n))"), "#k_one")
    body += knowledge("factorial", "n", literal("if n < 2 then 1 else n * factorial(n - 1)"))
    body += decision("d", literal("[two(1), factorial(5)]"), "#k_two", "#k_factorial")
    assert decide(body).value == [3, 120]


def test_endless_knowledge_ends_in_an_error():
    body = knowledge("again", "n", literal("again(n + 1)")) + decision("d", literal("again(1)"), "#k_again")
    with pytest.raises(DecisionError) as refusal:
        decide(body)
    assert refusal.value.code == "dmn.budget"


def test_an_argument_of_another_type_gives_null():
    body = knowledge("double", "n", literal("2")) + decision("d", literal('double("two")'), "#k_double")
    outcome = decide(body)
    assert outcome.value is None
    assert any("number" in remark.message for remark in outcome.remarks)


def test_a_service_takes_input_data_before_input_decisions_and_gives_its_output():
    body = inputs("x") + decision("a", literal('"never"')) + decision("b", literal("a + x"), "#d_a", "#i_x")
    body += service("s", "d_b", "i_x", "d_a") + decision("d", literal('[s("x", "a"), s(a: "A", x: "X")]'), "#k_s")
    assert decide(body).value == ["ax", "AX"]
    assert of(body).evaluate("s", {"x": "1", "a": "2"}).value == "21"


def test_what_lies_behind_an_input_decision_is_not_asked():
    # given a decision whose own requirement contradicts itself
    contradiction = table([(["-"], ["1"]), (["-"], ["2"])], on=("x",))
    body = inputs("x") + decision("behind", contradiction, "#i_x") + decision("a", literal("behind"), "#d_behind")
    body += decision("b", literal("a + 1"), "#d_a") + service("s", "d_b", "", "d_a")

    # when a service is given that decision's value, then it does not matter
    assert of(body).evaluate("s", {"a": 1}).value == 2
    with pytest.raises(DecisionError):
        of(body).evaluate("b", {})


def test_a_service_of_several_outputs_gives_a_context():
    body = decision("a", literal("1")) + decision("b", literal("2")) + service("s", "d_a d_b")
    assert of(body).evaluate("s", {}).value == {"a": Decimal(1), "b": Decimal(2)}


IMPORTED = file(
    '<itemDefinition name="tAge"><typeRef>number</typeRef><allowedValues><text>[0..130]</text></allowedValues></itemDefinition>'
    + inputs("age", types=["tAge"])
    + knowledge("next year", "n", literal("n + 1"))
    + decision("grown up", literal("age >= 18"), "#i_age"),
    namespace="urn:other",
)


def importing(alias: str, text: str, type_ref: str) -> bytes:
    body = f'<import name="{alias}" namespace="urn:other" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
    wanted = ("urn:other#i_age", "urn:other#d_grown up", "urn:other#k_next year")
    return file(body + decision("d", literal(text), *wanted, type_ref=type_ref))


def test_an_import_is_seen_behind_its_name():
    decisions = read_decisions(
        {
            "main.dmn": importing("other", "if other.grown up then other.next year(other.age) else 0", "other.tAge"),
            "o.dmn": IMPORTED,
        }
    )
    assert decisions.evaluate("d", {"age": 20}).value == Decimal(21)
    assert decisions.evaluate("d", {"other": {"age": 20}}).value == Decimal(21)
    assert decisions.evaluate("d", {"age": 130}).value is None  # 131 is no age


def test_an_import_without_a_name_is_seen_as_if_it_stood_here():
    decisions = read_decisions({"main.dmn": importing("", "if grown up then next year(age) else 0", "tAge"), "o.dmn": IMPORTED})
    assert decisions.evaluate("d", {"age": 20}).value == Decimal(21)


def test_an_import_that_is_not_there_is_refused():
    _, problems = inspect_decisions({"main.dmn": importing("other", "1", "")})
    assert problems[0].rule == "dmn.import_missing"


def test_other_names_are_refused_with_what_there_is():
    with pytest.raises(DecisionError, match="there are d"):
        of(decision("d", literal("1"))).evaluate("e", {})


def test_a_file_imported_twice_is_decided_for_the_inputs_of_each_import():
    """Inputs behind an import stand under its name, and behind that file's imports in turn."""

    def importing(*names: str) -> str:
        return "".join(f'<import name="{name}" namespace="urn:{name}" importType="{DMN}"/>' for name in names)

    greeting = decision("hello", literal('"Hello, " + who'), "#i_who")
    base = file(inputs("who") + greeting, namespace="urn:base")
    files = {"base.dmn": base}
    for name in ("one", "two"):
        body = importing("base") + decision("said", literal("base.hello"), "urn:base#d_hello")
        files[f"{name}.dmn"] = file(body, namespace=f"urn:{name}")
    both = importing("one", "two") + decision("both", literal("[one.said, two.said]"), "urn:one#d_said", "urn:two#d_said")
    decisions = read_decisions({"top.dmn": file(both), **files})

    # each import with inputs of its own
    each = {"one": {"base": {"who": "Ann"}}, "two": {"base": {"who": "Bo"}}}
    assert decisions.evaluate("both", each).value == ["Hello, Ann", "Hello, Bo"]

    # one input for both, by its plain name
    assert decisions.evaluate("both", {"who": "Cy"}).value == ["Hello, Cy", "Hello, Cy"]


def test_what_is_imported_keeps_the_types_of_its_own_file():
    # given a library and a file that calls it, each with a type of the same name
    text_type = '<itemDefinition id="t1" name="tL"><typeRef>string</typeRef></itemDefinition>'
    number_type = '<itemDefinition id="t2" name="tL"><typeRef>number</typeRef></itemDefinition>'
    model = (
        '<businessKnowledgeModel id="k_f" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="n"/>'
        + literal("n instance of tL")
        + "</encapsulatedLogic></businessKnowledgeModel>"
    )
    library = file(text_type + model + decision("own", literal('"a" instance of tL')), namespace="urn:lib")
    imported = f'<import name="L" namespace="urn:lib" importType="{DMN}"/>'
    asked = decision("asked", literal('[L.f("a"), L.own, "a" instance of tL, 1 instance of tL]'), "urn:lib#k_f", "urn:lib#d_own")
    main = file(imported + number_type + asked, namespace="urn:main")

    # then each asks for the type of its own file
    assert read_decisions({"lib.dmn": library, "main.dmn": main}).evaluate("asked", {}).value == [True, True, False, True]
