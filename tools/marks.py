"""Which lines and branches of the program ran, without a tracer.

A tracer is called for every line of every library too, and costs a third of the suite's time. Here the
program's own modules are compiled with a mark before each statement, `__marks__[7] = 1`; the marks lie in
files that all processes of a run share, so nothing is collected at their ends and a killed one loses nothing.
What the marks prove is handed to coverage.py, which counts and reports it as it does its own. What Alembic
loads by itself (the migrations) bears no marks and counts as not run.
"""

import ast
import marshal
import mmap
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

PACKAGE = "crm_tui"
FOLDER = "MARKS_FOLDER"
"""The environment's name for the folder of the marks; where there is none, nothing is measured."""

Branch = tuple[int, int, bool]
"""A line that chooses, the first line of what it may enter, and whether it did."""


@dataclass(frozen=True)
class Proof:
    """What is known to have run when a mark is set."""

    lines: tuple[int, ...]
    branches: tuple[Branch, ...]


class Marker:
    """Puts marks into a module's tree and remembers what each proves."""

    def __init__(self) -> None:
        self.proofs: list[Proof] = []

    def block(self, body: list[ast.stmt], branches: Sequence[Branch] = (), lines: Sequence[int] = ()) -> None:
        """Marks the statements of a block; the first one proves also how the block was come to."""
        marked: list[ast.stmt] = []
        for statement in body:
            self._within(statement)
            lines = [*lines, *_lines(statement)]
            if not _must_be_first(statement, body):
                marked.append(self._mark(statement, lines, branches))
                lines, branches = (), ()
            marked.append(statement)
        body[:] = marked

    def _mark(self, place: ast.AST, lines: Sequence[int], branches: Sequence[Branch]) -> ast.stmt:
        number = len(self.proofs)
        self.proofs.append(Proof(tuple(lines), tuple(branches)))
        where = ast.Subscript(ast.Name("__marks__", ast.Load()), ast.Constant(number), ast.Store())
        mark = ast.Assign([where], ast.Constant(1))
        return ast.fix_missing_locations(ast.copy_location(mark, place))

    def _within(self, statement: ast.stmt) -> None:
        match statement:
            case ast.If() | ast.While() | ast.For() | ast.AsyncFor():
                self._either(statement)
            case ast.Match():
                self._cases(statement)
            case ast.Try() | ast.TryStar():
                self.block(statement.body)
                self._one_of([(one.lineno, one.body) for one in statement.handlers])
                self.block(statement.orelse)
                self.block(statement.finalbody)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.With() | ast.AsyncWith():
                self.block(statement.body)

    def _either(self, statement: ast.If | ast.While | ast.For | ast.AsyncFor) -> None:
        line, first = statement.lineno, _lines(statement.body[0])[0]
        self.block(statement.body, [(line, first, True)])
        if statement.orelse:
            self.block(statement.orelse, [(line, first, False)])
        else:
            statement.orelse.append(self._mark(statement, (), [(line, first, False)]))

    def _cases(self, statement: ast.Match) -> None:
        refused = self._one_of([(one.pattern.lineno, one.body) for one in statement.cases])
        last = statement.cases[-1]
        if not (
            isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None
        ):
            mark = self._mark(statement, [line for line, _, _ in refused], refused)
            statement.cases.append(ast.match_case(ast.MatchAs(), None, [mark]))
            ast.fix_missing_locations(statement)

    def _one_of(self, ways: list[tuple[int, list[ast.stmt]]]) -> list[Branch]:
        """Ways tried one after another; gives what is proved where none was entered."""
        refused: list[Branch] = []
        for line, body in ways:
            first = _lines(body[0])[0]
            lines = [*(before for before, _, _ in refused), line]
            self.block(body, [*refused, (line, first, True)], lines)
            refused.append((line, first, False))
        return refused


def _lines(statement: ast.stmt) -> list[int]:
    """The lines a statement begins with: those of its decorators come first."""
    above = [one.lineno for one in getattr(statement, "decorator_list", ())]
    return [*above, statement.lineno]


def _must_be_first(statement: ast.stmt, body: list[ast.stmt]) -> bool:
    """A docstring and `from __future__`: nothing may stand before them."""
    if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
        return True
    if statement is not body[0] or not isinstance(statement, ast.Expr):
        return False
    return isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)


def marked(source: bytes) -> tuple[ast.Module, list[Proof]]:
    """The module's tree with marks, and what each of them proves."""
    tree, marker = ast.parse(source), Marker()
    marker.block(tree.body)
    return tree, marker.proofs


class Loader(SourceFileLoader):
    """Loads a module with marks; the processes of a run compile it once."""

    def __init__(self, fullname: str, path: str, folder: Path) -> None:
        super().__init__(fullname, path)
        self.seen, self.kept = folder / f"{fullname}.seen", folder / f"{fullname}.code"

    def get_code(self, fullname: str) -> CodeType:
        if self.kept.exists():
            code: CodeType = marshal.loads(self.kept.read_bytes())
            return code
        path = self.get_filename(fullname)
        tree, proofs = marked(Path(path).read_bytes())
        code = compile(tree, path, "exec", dont_inherit=True)
        # Lengthened, never written anew: another process may have set its first marks already.
        self.seen.touch()
        os.truncate(self.seen, len(proofs) + 1)
        own = self.kept.with_suffix(f".{os.getpid()}")
        own.write_bytes(marshal.dumps(code))
        own.replace(self.kept)
        return code

    def exec_module(self, module: ModuleType) -> None:
        code = self.get_code(module.__name__)
        with open(self.seen, "r+b") as file:
            vars(module)["__marks__"] = mmap.mmap(file.fileno(), 0)
        exec(code, vars(module))


class Finder(MetaPathFinder):
    """Finds the program's modules as ever, and has them loaded with marks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != PACKAGE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None and type(spec.loader) is SourceFileLoader:
            spec.loader = Loader(fullname, spec.origin, self.folder)
        return spec


def start() -> None:
    """From now on modules are loaded with marks, if this run is measured."""
    if folder := os.environ.get(FOLDER):
        sys.meta_path.insert(0, Finder(Path(folder)))


def ran(folder: Path, root: Path) -> Iterator[tuple[Path, set[int], set[Branch]]]:
    """Each file of the program with the lines and branches that ran, in whatever process."""
    for file in sorted((root / PACKAGE).rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        seen = folder / f"{name}.seen"
        flags = seen.read_bytes() if seen.exists() else b""
        _, proofs = marked(file.read_bytes())
        proved = [proof for proof, flag in zip(proofs, flags, strict=False) if flag]
        lines = {line for proof in proved for line in proof.lines}
        yield file, lines, {branch for proof in proved for branch in proof.branches}
