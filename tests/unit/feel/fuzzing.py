"""Grammar fuzzing of FEEL: random sentences of the grammar and broken ones, from a seed that repeats them.

`python -m tests.unit.feel.fuzzing --minutes 60` runs it for longer and prints the seeds whose sentences break a promise; such a
seed is kept in `KEPT` for good.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from datetime import UTC, datetime

from engine.feel import (
    Budget,
    Environment,
    FeelBudgetExceeded,
    FeelSyntaxError,
    compile_expression,
    compile_unary_tests,
    to_feel,
)
from engine.feel.builtins import BUILT_INS
from engine.feel.values import FEEL_TYPES

# Seeds that found something once (see CHANGELOG), and a few that reach every production.
KEPT: tuple[int, ...] = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 2611220, 2611902, 77000345, 88000121)
SECONDS = 1.0  # from source to value or refusal
ENVIRONMENT = Environment(now=datetime(2026, 3, 2, tzinfo=UTC), zone="Asia/Shanghai", budget=Budget(steps=50_000, seconds=0.5))
SCOPE = {
    "a": to_feel(3),
    "b": to_feel("text"),
    "c": to_feel([1, 2, {"x": 3}]),
    "d e": to_feel({"x": 1, "y z": [1]}),
    "患者": to_feel({"年龄": 71}),
}
NAMES = (*SCOPE, "item", "partial", "?", "missing", "__class__", "x")
ATOMS = (
    *("0", "1", "-1", "1.5", "1e6144", "1e-6143", "123456789012345678901234567890123456789", "true", "false", "null", '""'),
    *('"a"', '"\\u4e2d"', '"%s"', '"(a+)+$"', '@"2026-02-29"', '@"2024-02-29"', '@"P1Y"', '@"PT1H"', '@"-P1D"', '@"10:00:00Z"'),
    *('@"2026-03-02T10:00:00@Asia/Shanghai"', '@"999999999-12-31"', "[]", "{}"),
)
OPERATORS = ("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "instance of number or")
BROKEN = (
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "..",
    ".",
    "@",
    '"',
    "//",
    "/*",
    "\\",
    "\0",
    "\ud800",
    "，",
    "for",
    "then",
    "->",
    "function(",
)


class Sentences:
    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def next(self) -> str:
        text = self.expression(self.dice.randint(1, 6))
        if self.dice.random() < 0.3:
            for _ in range(self.dice.randint(1, 3)):
                at = self.dice.randint(0, len(text))
                text = text[:at] + self.dice.choice(BROKEN) + text[at + self.dice.randint(0, 3) :]
        return text

    def expression(self, depth: int) -> str:
        if depth <= 0:
            return self.dice.choice(ATOMS) if self.dice.random() < 0.6 else self.dice.choice(NAMES)
        one, two, three = (lambda: self.expression(depth - 1 - self.dice.randint(0, 1)) for _ in range(3))
        name = self.dice.choice(("i", "x", "患者", "d e"))
        forms = (
            lambda: f"{one()} {self.dice.choice(OPERATORS)} {two()}",
            lambda: f"({one()})",
            lambda: f"-{one()}",
            lambda: f"if {one()} then {two()} else {three()}",
            lambda: f"for {name} in {one()} return {two()}",
            lambda: f"for {name} in 1..{self.dice.choice(('3', '99999', '1e30', one()))} return {two()}",
            lambda: f"some {name} in {one()} satisfies {two()}",
            lambda: f"every {name} in {one()} satisfies {two()}",
            lambda: f"[{one()}, {two()}]",
            lambda: f'{{{name}: {one()}, "k": {two()}}}',
            lambda: f"{one()}[{two()}]",
            lambda: f"{one()}.{self.dice.choice(('x', 'year', 'days', '年龄', '__class__', 'start'))}",
            lambda: f"[{one()}..{two()})",
            lambda: f"{one()} between {two()} and {three()}",
            lambda: f"{one()} in ({two()}, < {three()})",
            lambda: f"(function(n: number, m) {one()})({two()}, {three()})",
            lambda: f"{{f: function(n) f(n), r: f({one()})}}.r",
            self.call,
            self.call,
            self.call,
        )
        return self.dice.choice(forms)()

    def call(self) -> str:
        name = self.dice.choice(sorted(BUILT_INS))
        return f"{name}({', '.join(self.expression(self.dice.randint(0, 2)) for _ in range(self.dice.randint(0, 4)))})"


def try_one(source: str) -> str:
    """What is wrong: "" for a value or a refusal within the time."""
    started = time.process_time()  # a machine that does other things in between is no fault
    try:
        if len(source) % 4 == 0:
            value = compile_unary_tests(source, SCOPE).evaluate(SCOPE["a"], SCOPE, environment=ENVIRONMENT).value
        else:
            value = compile_expression(source, SCOPE).evaluate(SCOPE, environment=ENVIRONMENT).value
        if type(value) not in FEEL_TYPES:
            return f"gives a {type(value).__name__}"
    except (FeelSyntaxError, FeelBudgetExceeded):
        pass
    except Exception as problem:  # noqa: BLE001  whatever else comes out is what is looked for
        return f"raises {type(problem).__name__}: {problem}"
    taken = time.process_time() - started
    return f"takes {taken:.1f} s" if taken > SECONDS else ""


def run_seed(seed: int, count: int) -> list[tuple[str, str]]:
    sentences = Sentences(seed)
    found = []
    for _ in range(count):
        source = sentences.next()
        if wrong := try_one(source):
            found.append((source, wrong))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--from", dest="first", type=int, default=1000)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))  # memory is part of the promise
    until, seed, tried = time.monotonic() + options.minutes * 60, options.first, 0
    while time.monotonic() < until:
        for source, wrong in run_seed(seed, 200):
            print(f"seed {seed}: {wrong}: {source!r}", flush=True)
        seed, tried = seed + 1, tried + 200
    print(f"{tried} sentences, seeds {options.first} to {seed - 1}, {options.minutes} minutes", flush=True)


if __name__ == "__main__":
    main()
