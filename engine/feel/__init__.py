"""FEEL, the expression language of DMN 1.5: `compile_expression("a + 1").evaluate({"a": to_feel(2)}).value`.

Pure Python, knows no Django and nothing of the engine. No expression can reach a Python attribute, a file or a clock; every
evaluation is bounded (`Budget`). What has no value becomes null, and a warning tells why and where.
"""

from engine.feel.api import Expression, UnaryTests, compile_expression, compile_unary_tests
from engine.feel.conversion import from_json, host_function, to_feel, to_json
from engine.feel.errors import FeelBudgetExceeded, FeelSyntaxError, Warning_
from engine.feel.evaluation import DEFAULT, Budget, Environment, Evaluation
from engine.feel.temporal.durations import YearsMonths
from engine.feel.temporal.times import FeelDateTime, FeelTime
from engine.feel.texts import text_of
from engine.feel.values import Function, Range

__all__ = [
    "DEFAULT",
    "Budget",
    "Environment",
    "Evaluation",
    "Expression",
    "FeelBudgetExceeded",
    "FeelDateTime",
    "FeelSyntaxError",
    "FeelTime",
    "Function",
    "Range",
    "UnaryTests",
    "Warning_",
    "YearsMonths",
    "compile_expression",
    "compile_unary_tests",
    "from_json",
    "host_function",
    "text_of",
    "to_feel",
    "to_json",
]
