"""The house keeps its shape: import directions, purity of the core, no cycles, no junk rooms."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "monitor"
PURE = {"feeds", "articles", "matching", "stories", "digests", "analyse"}
SHELL = {"web", "archive", "store", "mail", "config"}
VALUES = {"model", "errors", "ports"}

# Each room may import from these rooms only (and from itself).
MAY_IMPORT = {
    "model": set(),
    "errors": {"model"},
    "ports": {"errors", "model"},
    **{room: {"errors", "model"} for room in PURE - {"analyse"}},
    "analyse": (PURE - {"analyse"}) | {"errors", "model"},
    **{room: set(VALUES) for room in SHELL},
    # Which story an article joins is decided inside the writer's transaction, by the pure rules, and what
    # is indexed is cut into words by them; a name is struck out in every spelling that a term is found in.
    "store": VALUES | {"stories", "matching"},
    # A lexicon file is checked by the same folding and grammar that will use it.
    "config": VALUES | {"matching", "feeds", "articles", "digests"},
    "runs": PURE | SHELL | VALUES,
    # The archive's pages are a front like the command line: they read the store and fold what is searched.
    "browse": VALUES | {"store", "stories", "matching"},
    "cli": PURE | SHELL | VALUES | {"runs", "browse", "__init__"},
    "__main__": {"cli"},
    "__init__": set(),
}

IMPURE_MODULES = {
    "asyncio", "http", "httpx", "multiprocessing", "os", "random", "requests", "secrets", "shutil", "signal",
    "smtplib", "socket", "sqlite3", "sqlite_utils", "ssl", "subprocess", "tempfile", "threading", "time",
    "urllib.request", "uuid", "pebble", "aiosmtplib", "apscheduler", "click", "rich",
}  # fmt: skip
CLOCK_CALLS = {"now", "utcnow", "today"}
JUNK = {"utils", "helpers", "common", "manager", "base", "misc", "tools"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            yield node.module, node.lineno
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_rooms_import_only_to_their_right(path: Path) -> None:
    here = room(dotted(path))
    assert here in MAY_IMPORT, f"monitor/{here} is not a room of the design"
    wrong = [
        f"{path}:{line}: {here} imports {name}"
        for name, line in imports(path)
        if name.startswith("monitor.") and room(name) not in MAY_IMPORT[here] | {here, "__version__"}
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "path", [p for p in modules() if room(dotted(p)) in PURE | {"model", "errors"}], ids=dotted
)
def test_the_core_is_pure(path: Path) -> None:
    wrong = [
        f"{path}:{line}: imports {name}"
        for name, line in imports(path)
        if name in IMPURE_MODULES or name.split(".")[0] in IMPURE_MODULES
    ]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in CLOCK_CALLS | {"open"}:
                wrong.append(f"{path}:{node.lineno}: calls {called}()")
    assert not wrong, "\n".join(wrong)


def test_modules_have_no_import_cycle() -> None:
    names = {dotted(p) for p in modules()}
    graph = {dotted(p): {n for n, _ in imports(p) if n in names and n != dotted(p)} for p in modules()}
    # Importing a module runs its package first, which is no cycle.
    graph = {name: {n for n in needs if not name.startswith(n + ".")} for name, needs in graph.items()}
    TopologicalSorter(graph).prepare()


def test_every_room_is_named_for_what_it_holds() -> None:
    junk = [str(p) for p in modules() if p.stem in JUNK or p.parent.name in JUNK]
    assert not junk


def test_one_broad_except_in_the_program() -> None:
    broad = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                names = (
                    {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)}
                    if node.type
                    else {"Exception"}
                )
                if names & {"Exception", "BaseException"} and path.stem != "contain":
                    broad.append(f"{path}:{node.lineno}")
    assert not broad, "\n".join(broad)


def test_httpx_stands_in_one_module() -> None:
    users = {
        dotted(p) for p in modules() if any(n.split(".")[0] in {"httpx", "httpcore"} for n, _ in imports(p))
    }
    assert all(room(u) == "web" for u in users), users


def test_every_module_says_what_it_is() -> None:
    silent = [str(p) for p in modules() if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert not silent
