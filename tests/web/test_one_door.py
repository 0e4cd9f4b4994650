"""There is one way out to the web: no module outside `monitor/web` opens connections of its own."""

from __future__ import annotations

import ast
from pathlib import Path

import monitor

PACKAGE = Path(monitor.__file__).parent
CLIENTS = {
    "socket",
    "aiohttp", "ftplib", "http.client", "httpcore", "httpx", "httpx2", "pycurl", "requests", "telnetlib",
    "urllib.request", "urllib3", "websockets",
}  # fmt: skip
NO_CONNECTION = {"inet_aton", "inet_pton", "gethostname", "getfqdn"}
"""What may be used of `socket` elsewhere: reading an address, not contacting it."""

CALLS = {
    "open_connection",
    "create_connection",
    "open_unix_connection",
    "fetch_url",
    "urlopen",
    "connect_tcp",
}
ROOMS = {"web"}
"""Mail has its own protocol and library (aiosmtplib); nothing else talks to the network."""


def test_no_other_module_opens_connections() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] in ROOMS:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names: list[str] = []
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "socket"
            ):
                names = [] if node.attr in NO_CONNECTION else ["socket"]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names if alias.name != "socket"]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Call):
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                names = [called] if called in CALLS else []
            found += [f"{path.relative_to(PACKAGE)}: {name}" for name in names if name in CLIENTS | CALLS]
    assert not found
