"""Change one thing in a module at a time and see whether a test notices: mutation testing.

    python tests/mutate.py assistant/rules.py                  # every change
    python tests/mutate.py assistant/rules.py --sample 80      # so many, always the same
    python tests/mutate.py assistant/store.py -- tests/test_store.py -k "not any_byte"

The tests are collected once and run in a fork for each change, so on POSIX only; no file changes.
What follows ``--`` goes to pytest. What no test notices is printed; some of it changes nothing.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import os
import random
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType, SimpleNamespace

import pytest
from _pytest.main import pytest_runtestloop as run_tests

_SIGNS = "rules context mentions redflags classifier triage"
_SEARCH = "search index records retriever"
TESTS = {
    **dict.fromkeys("triage rules context clauses mentions people redflags".split(), _SIGNS),
    **dict.fromkeys("retriever index maxscore vectorised counting columns arrays".split(), _SEARCH),
}  # the test files of a module; of another the one of its name
LONGEST = 40  # seconds for the tests of one change; that they do not end counts as noticed

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


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every part of a tree that does something, in a fixed order; no message, no type."""
    yield tree
    for name, value in ast.iter_fields(tree):
        for child in value if isinstance(value, list) else [value]:
            idle = name in ("annotation", "returns") or isinstance(child, ast.JoinedStr)
            if isinstance(child, ast.AST) and not idle:
                yield from nodes(child)


def variants(node: ast.AST) -> list[ast.AST]:
    """What a part of a tree could be instead."""
    return [*_expressions(node), *_statements(node)]


def _expressions(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                yield _with(node, ops=[*ops[:place], _COMPARED[type(op)](), *ops[place + 1 :]])
        case ast.BoolOp(op=op):
            yield _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.BinOp(op=op) if type(op) in _COUNTED:
            yield _with(node, op=_COUNTED[type(op)]())
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(value=float(value)):
            yield from (ast.Constant(value * 2 + 1), ast.Constant(value / 2 or 0.5))
        case ast.Call(func=ast.Name(id=name)) if name in _CALLED:
            yield _with(node, func=ast.Name(_CALLED[name], ast.Load()))
        case ast.comprehension(ifs=[_, *_]):
            yield _with(node, ifs=[])


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield _with(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.AugAssign(op=op) if type(op) in _COUNTED:
            yield from (_with(node, op=_COUNTED[type(op)]()), ast.Pass())
        case ast.Return(value=ast.expr() as value) if (
            ast.unparse(value) not in "None False '' 0.0 []"
        ):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.Raise():
            yield ast.Pass()
        case ast.Break() | ast.Continue():
            yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()


def _with(node: ast.AST, **parts: object) -> ast.AST:
    made = copy.copy(node)
    vars(made).update(parts)
    return made


def changes(tree: ast.Module) -> list[tuple[int, int, str]]:
    """Every change of a module: the place in the tree, the variant of it, and how it reads."""
    found: list[tuple[int, int, str]] = []
    for place, node in enumerate(nodes(tree)):
        for variant, other in enumerate(variants(node)):
            line = getattr(node, "lineno", "?")
            old, new = (ast.unparse(one).strip().partition("\n")[0] for one in (node, other))
            found.append((place, variant, f"line {line}: {old}  ->  {new}"))
    return found


def changed(tree: ast.Module, place: int, variant: int) -> ast.Module:
    """The module with one change."""
    tree = copy.deepcopy(tree)
    old = list(nodes(tree))[place]
    new = ast.copy_location(variants(old)[variant], old)
    old.__class__, old.__dict__ = new.__class__, new.__dict__
    return ast.fix_missing_locations(tree)


def put(tree: ast.Module, module: ModuleType) -> None:
    """Make an imported module the one of a tree, wherever its parts are in use."""
    fresh = {name: module.__dict__[name] for name in ("__name__", "__file__", "__package__")}
    exec(compile(tree, str(module.__file__), "exec"), fresh)
    for name, new in fresh.items():
        old = vars(module).get(name)
        if callable(old) and getattr(old, "__module__", "") == module.__name__:
            for part, value in vars(new).items() if isinstance(old, type) else [("", new)]:
                _become(vars(old).get(part) if part else old, value)
        elif old is not new and name[:2] != "__":
            for user in list(sys.modules.values()):
                if getattr(user, "__dict__", {}).get(name, user) is old:
                    setattr(user, name, new)


def _become(old: object, new: object) -> None:
    for part in ("fget", "__func__"):  # of a property, of a class method
        old, new = getattr(old, part, old), getattr(new, part, new)
    if isinstance(old, FunctionType) and isinstance(new, FunctionType):
        for part in ("__code__", "__defaults__", "__kwdefaults__"):
            setattr(old, part, getattr(new, part))


def noticed(session: pytest.Session, tree: ast.Module, module: ModuleType) -> bool:
    """Whether the tests fail on a module, in a process of its own."""
    if not (child := os.fork()):
        try:
            signal.alarm(LONGEST)  # ends the process
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            put(tree, module)
            run_tests(session)
            os._exit(0)
        finally:
            os._exit(1)  # the first failure ends the tests
    return os.waitpid(child, 0)[1] != 0


def main(arguments: list[str]) -> None:
    """Print what no test notices."""
    parser = argparse.ArgumentParser()
    parser.add_argument("module", type=Path)
    parser.add_argument("--sample", type=int, help="how many changes to try")
    split = [*arguments, "--"].index("--")
    options = parser.parse_args(arguments[:split])
    path = options.module.resolve()
    files = [f"tests/test_{one}.py" for one in TESTS.get(path.stem, path.stem).split()]

    def try_each(session: pytest.Session) -> bool:
        tree = ast.parse(path.read_text("utf-8"))
        module = importlib.import_module(f"assistant.{path.stem}")
        if noticed(session, tree, module):
            pytest.exit("the tests fail without any change", 2)
        found = changes(tree)
        picked = random.Random(0).sample(found, len(found))[: options.sample]
        left = 0
        for place, variant, shown in sorted(picked):
            if not noticed(session, changed(tree, place, variant), module):
                left += 1
                print(shown, flush=True)
        print(f"{path.name}: {len(picked) - left} of {len(picked)} noticed", flush=True)
        return True

    os.chdir(Path(__file__).parent.parent)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = folder
        tests = ["-x", "-s", "--hypothesis-seed=0", *(arguments[split + 1 :] or files)]
        pytest.main(tests, plugins=[SimpleNamespace(pytest_runtestloop=try_each)])


if __name__ == "__main__":
    main(sys.argv[1:])
