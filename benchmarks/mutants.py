"""How many small faults, put into the checker one by one, the tests notice.

    python benchmarks/mutants.py [--sample N | --all] [--seed N] [--only PART]

A mutant is the checker with one comparison, operator, constant, condition, returned value or statement changed. Each is
tried by the tests that reach its line, in a process forked after all imports. Printed are the survivors and the score.
No tool from the shelf fits: mutmut 3 changes no decorated function and nothing outside of functions, where much of this
code is; cosmic-ray starts an interpreter for each mutant, and to import costs more than to test.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType

import coverage
import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE, MUTATED = ROOT / "src", ("grounding/*.py", "grounding/rules/*.py", "text/fold.py", "text/facts/[!l]*.py")
TESTS = "bounds facts locate rules verdict controls fold sentences bottom mutations".split()
OPTIONS = ["-s", "-o", "addopts=", "-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:xdist"]
SECONDS, WORKERS = 60, 2  # of processor time for a mutant; one that takes more is noticed
SWAPPED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


def variants(node: ast.AST) -> list[ast.AST]:
    """What may stand in the place of a node."""
    match node:
        case ast.Compare(left, ops, right):
            return [
                ast.Compare(left, [*ops[:n], SWAPPED[type(op)](), *ops[n + 1 :]], right) for n, op in enumerate(ops)
            ]
        case ast.BoolOp(op, values):
            return [ast.BoolOp(SWAPPED[type(op)](), values)]
        case ast.BinOp(left, op, right) if type(op) in SWAPPED:
            return [ast.BinOp(left, SWAPPED[type(op)](), right)]
        case ast.UnaryOp(ast.Not(), operand):
            return [operand]
        case ast.IfExp(test, body, orelse):
            return [ast.IfExp(test, orelse, body)]
        case ast.If(test, body, orelse):
            return [ast.If(ast.Constant(value), body, orelse) for value in (True, False)]
        case ast.Constant(bool() as value):
            return [ast.Constant(not value)]
        case ast.Constant(int() | float() as value):
            return [ast.Constant(value + 1)]
        case ast.Constant(str() as value):
            return [ast.Constant("" if value else "?")]
        case ast.Return(value) if value and not (isinstance(value, ast.Constant) and value.value is None):
            return [ast.Return(ast.Constant(None))]
        case ast.Expr(ast.Yield() | ast.YieldFrom() | ast.Call()) | ast.AugAssign() | ast.Continue() | ast.Break():
            return [ast.Pass()]
    return []


def places(parent: ast.AST) -> Iterator[tuple[ast.AST, Callable[[ast.AST], None]]]:
    """Every node, and how to put another in its stead, but for types, sizes of memos, docstrings and messages."""
    for name, value in ast.iter_fields(parent):
        for at, node in enumerate(value if isinstance(value, list) else [value]):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            message = " " in text and not set(text) & set("|\\([") and not isinstance(parent, ast.Attribute)
            if name in ("annotation", "returns", "decorator_list") or not isinstance(node, ast.AST):
                continue
            if not message and not (text and isinstance(parent, ast.Expr)):
                if isinstance(value, list):
                    yield node, lambda new, at=at, value=value: value.__setitem__(at, new)
                else:
                    yield node, lambda new, name=name: setattr(parent, name, new)
                yield from places(node)


def mutants(path: Path) -> Iterator[tuple[ast.AST, str, ast.Module]]:
    """Node, description and tree of every mutant of a file. A tree holds until the next one is made."""
    tree = ast.parse(path.read_text("utf-8"))
    for node, put in list(places(tree)):
        for new in variants(node):
            put(ast.fix_missing_locations(ast.copy_location(new, node)))
            yield node, " => ".join(" ".join(ast.unparse(one).split())[:80] for one in (node, new)), tree
            put(node)


def modules(prefix: str = "") -> list[ModuleType]:
    """Those of the program and of the tests that are loaded."""
    return [m for name, m in sys.modules.items() if name.startswith(prefix or ("briefer", "test_", "mutations"))]


def forget() -> None:
    """Empties all memos but those of what the program reads once."""
    for module in modules("briefer"):
        for value in vars(module).values():
            made = getattr(value, "__wrapped__", None)
            if (
                made
                and hasattr(value, "cache_clear")
                and (made.__code__.co_argcount or "attribution" not in made.__module__)
            ):
                value.cache_clear()


def functions(space: dict[str, object]) -> Iterator[tuple[str, FunctionType]]:
    """The functions of a module and of its classes by name, without what is wrapped around them."""
    for name, value in space.items():
        for part in ("__wrapped__", "__func__", "func", "fget"):
            value = getattr(value, part, value)
        if isinstance(value, FunctionType):
            yield name, value
        elif isinstance(value, type) and value.__module__ == space.get("__name__"):
            yield from ((f"{name}.{inner}", function) for inner, function in functions({**vars(value)}))


def infect(path: Path, tree: ast.Module) -> None:
    """Makes the loaded program the mutant: its functions in place, its constants wherever they were imported."""
    module = sys.modules[".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")]
    space = {"__name__": module.__name__, "__file__": str(path), "__package__": module.__spec__.parent}
    exec(compile(tree, str(path), "exec"), space)
    changed = dict(functions(space))
    for name, function in functions(vars(module)):
        if name in changed and function.__module__ == module.__name__:
            function.__code__, function.__defaults__ = changed[name].__code__, changed[name].__defaults__
    for name, new in space.items():
        old = vars(module).get(name)
        if not name.startswith("__") and not callable(new) and old != new:
            for other in [module] if name.startswith("_") else modules():
                if vars(other).get(name) is old:
                    setattr(other, name, new)
    forget()


class Trial:
    """What takes the place of pytest's loop over the tests that it found."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.reach = defaultdict[tuple[str, int], set[str]](set)  # file and line: the tests that get there
        self.cost: dict[str, float] = {}
        self.running: dict[int, str] = {}
        self.survivors: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        files = [path for glob in MUTATED for path in sorted((SOURCE / "briefer").glob(glob))]
        self.measure(session, files)
        files = [path for path in files if self.args.only in str(path)]
        every = [(path, n) for path in files for n, _ in enumerate(mutants(path))]
        size = len(every) if self.args.all else min(self.args.sample, len(every))
        chosen = set(random.Random(self.args.seed).sample(every, size))
        for path in files:
            for number, (node, shown, tree) in enumerate(mutants(path)):
                if (path, number) in chosen:
                    self.collect(WORKERS - 1)
                    self.fork(session, path, node, shown, tree)
        self.collect(0)
        print(f"{size} of {len(every)} mutants tried, {1 - len(self.survivors) / size:.1%} noticed")
        return True

    def measure(self, session: pytest.Session, files: list[Path]) -> None:
        """Runs every test once; ends the program if one fails."""
        cover = coverage.Coverage(data_file=None, source=[str(SOURCE)], config_file=False)
        cover.start()
        for item in session.items:
            forget()
            cover.switch_context(item.nodeid)
            begin = time.process_time()
            item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
            self.cost[item.nodeid] = time.process_time() - begin
        cover.stop()
        if session.testsfailed:
            sys.exit("the tests fail without any mutant")
        for path in files:
            for line, tests in cover.get_data().contexts_by_lineno(str(path)).items():
                self.reach[str(path), line] |= {*tests} - {""}
                self.reach[str(path), 0] |= {*tests} - {""}

    def fork(self, session: pytest.Session, path: Path, node: ast.AST, shown: str, tree: ast.Module) -> None:
        """Tries a mutant in a process that ends with 0 if it survives, with 1 if it is noticed."""
        sys.stdout.flush()
        tests = self.reach[str(path), node.lineno] or self.reach[str(path), 0]  # a constant's: those of its file
        if child := os.fork():
            self.running[child] = f"{path.relative_to(SOURCE / 'briefer')}:{node.lineno} [{len(tests)}] {shown}"
            return
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        try:
            infect(path, tree)
        except Exception:  # it cannot even be loaded
            os._exit(1)
        for item in sorted(session.items, key=lambda item: self.cost[item.nodeid]):
            if item.nodeid in tests:
                item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
                if session.testsfailed:
                    os._exit(1)
        os._exit(0)

    def collect(self, most: int) -> None:
        """Waits until at most so many mutants are being tried."""
        while len(self.running) > most:
            child, status = os.wait()
            shown = self.running.pop(child)
            if status == 0:
                self.survivors.append(shown)
                print(shown, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="files whose path holds this")
    sys.path.insert(0, str(SOURCE))
    files = [str(ROOT / "tests" / f"test_{name}.py") for name in TESTS]
    sys.exit(pytest.main([*OPTIONS, *files], plugins=[Trial(parser.parse_args())]))
