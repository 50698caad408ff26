"""Change one thing in a module at a time and see whether a test notices: mutation testing.

    python tests/mutate.py assistant/rules.py                  # every change
    python tests/mutate.py assistant/rules.py --sample 80      # so many, picked by --seed
    python tests/mutate.py assistant/rules.py --only 12,40     # those of these numbers
    python tests/mutate.py assistant/store.py -- tests/test_store.py -k "not any_byte"

Each changed module lives in a forked process (so on POSIX only) and is never written. What follows
``--`` goes to pytest; else the test files of the module are run. Each change that no test noticed
is printed with its number; that the tests do not end counts as noticed. Exit status 1 if any is
left. Some change nothing that can be seen (a bound on memory, which of two equal ways is taken).
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.util
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
_SIGNS = "rules context mentions redflags classifier triage"
_SEARCH = "search index retriever"
TESTS = {
    **dict.fromkeys("triage rules context clauses mentions people redflags".split(), _SIGNS),
    **dict.fromkeys("retriever index maxscore vectorised counting columns".split(), _SEARCH),
    "classifier": "classifier triage",
    "arrays": f"{_SEARCH} records",
}  # the test files of a module; of another the one of its name
HEAVY = ("numpy", "yaml", "rank_bm25", "hypothesis", "Stemmer")  # imported once, before forking
LONGEST = 90  # seconds for the tests of one change
# To the first failure; a library that was imported before pytest looked at it is no matter.
QUIET = ["-x", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
QUIET += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]

_COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_COUNTED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_NOTHING = ("None", "False", "''", "0.0", "[]")  # to return None instead is the same to a caller
_UNSEEN = {"annotation", "returns", "format_spec"}  # parts of a tree that change nothing


class Change(NamedTuple):
    """A change: its number, the place in the tree, which variant of it, and how it reads."""

    number: int
    place: int
    variant: int
    shown: str


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every part of a tree that does something, in a fixed order; no message, no type."""
    yield tree
    for name, value in ast.iter_fields(tree):
        for child in value if isinstance(value, list) else [value]:
            typing_only = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
            idle = name in _UNSEEN or isinstance(child, ast.JoinedStr) or typing_only
            if isinstance(child, ast.AST) and not idle:
                yield from nodes(child)


def variants(node: ast.AST) -> list[ast.AST]:
    """What a part of a tree could be instead."""
    return [*_operators(node), *_values(node), *_statements(node)]


def _operators(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                other = _COMPARED[type(op)]()
                yield _with(node, ops=[*ops[:place], other, *ops[place + 1 :]])
        case ast.BoolOp(op=op):
            yield _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in _COUNTED:
            yield _with(node, op=_COUNTED[type(op)]())
            if isinstance(node, ast.AugAssign):
                yield ast.Pass()


def _values(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(value=float(value)):
            yield from (ast.Constant(value * 2 + 1), ast.Constant(value / 2))
        case ast.Call(func=ast.Name(id=name)) if name in _CALLED:
            yield _with(node, func=ast.Name(_CALLED[name], ast.Load()))
        case ast.comprehension(ifs=[_, *_]):
            yield _with(node, ifs=[])


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield _with(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) not in _NOTHING:
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.Raise():
            yield ast.Pass()
        case ast.Break() | ast.Continue():
            yield ast.Pass()
            yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()


def _with(node: ast.AST, **parts: object) -> ast.AST:
    made = copy.copy(node)
    for name, part in parts.items():
        setattr(made, name, part)
    return made


def changes(tree: ast.Module) -> list[Change]:
    """Every change of a module."""
    found: list[Change] = []
    for place, node in enumerate(nodes(tree)):
        for variant, other in enumerate(variants(node)):
            line = getattr(node, "lineno", getattr(getattr(node, "iter", None), "lineno", 0))
            old, new = (ast.unparse(ast.fix_missing_locations(one)) for one in (node, other))
            old, new = (" ".join(text.split("\n", 2)[:2]).strip() for text in (old, new))
            found.append(Change(len(found), place, variant, f"line {line}: {old}  ->  {new}"))
    return found


def changed(tree: ast.Module, change: Change) -> ast.Module:
    """The module with one change."""
    tree = copy.deepcopy(tree)
    old = next(node for place, node in enumerate(nodes(tree)) if place == change.place)
    new = ast.copy_location(variants(old)[change.variant], old)

    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return new if node is old else self.generic_visit(node)

    return ast.fix_missing_locations(Swap().visit(tree))


def load(path: Path, tree: ast.Module) -> None:
    """Import a module of the package from a tree instead of its file."""
    package = importlib.import_module(path.parent.name)
    name = f"{package.__name__}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    setattr(package, path.stem, module)
    exec(compile(tree, path, "exec"), module.__dict__)


def noticed(path: Path, tree: ast.Module, tests: list[str]) -> bool:
    """Whether the tests fail on a module, in a process of its own."""
    child = os.fork()
    if not child:
        try:
            os.setsid()
            silent = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silent, stream)
            load(path, tree)
            os._exit(pytest.main([*QUIET, *tests]))
        finally:
            os._exit(1)
    end = time.monotonic() + LONGEST
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status != 0
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.02)


def main(arguments: list[str]) -> int:
    """Print what no test notices."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("module", type=Path)
    parser.add_argument("--sample", type=int, help="how many changes to try")
    parser.add_argument("--seed", type=int, default=0, help="picks the sample")
    parser.add_argument("--only", help="numbers of changes, with commas")
    split = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser.parse_args(arguments[:split])
    path = options.module.resolve()
    files = [f"tests/test_{one}.py" for one in TESTS.get(path.stem, path.stem).split()]
    tests = arguments[split + 1 :] or files
    os.chdir(ROOT)
    for name in HEAVY:
        importlib.import_module(name)
    tree = ast.parse(path.read_text("utf-8"))
    found = changes(tree)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = folder
        if noticed(path, tree, tests):
            print("the tests fail without any change")
            return 2
        picked = random.Random(options.seed).sample(found, len(found))[: options.sample]
        if options.only:
            picked = [found[int(number)] for number in options.only.split(",")]
        left = 0
        for change in sorted(picked):
            if not noticed(path, changed(tree, change), tests):
                left += 1
                print(f"{change.number:4}  {change.shown}", flush=True)
    print(f"{path.name}: {len(picked) - left} of {len(picked)} noticed, of {len(found)} changes")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
