"""Find the deployment, and read all of its files into one checked value."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from monitor.config.alerts import load_alerts
from monitor.config.fetching import Fetching, load_fetching
from monitor.config.lexicon import load_lexicons, load_weights
from monitor.config.mail import load_mail
from monitor.config.recipients import load_recipients
from monitor.config.sources import load_sources
from monitor.config.templates import check_templates
from monitor.config.toml import fault, read_document
from monitor.errors import ConfigError, ConfigErrors
from monitor.model import Alert, Lexicon, MailSettings, Recipients, Source, Watch

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Deployment:
    """A folder with `sources.toml`, `alerts/` and `db/`."""

    root: Path

    @property
    def sources_file(self) -> Path:
        """Where to look."""
        return self.root / "sources.toml"

    @property
    def alerts_dir(self) -> Path:
        """What to look for, and who is told."""
        return self.root / "alerts"

    @property
    def db_dir(self) -> Path:
        """What was found."""
        return self.root / "db"

    @property
    def database(self) -> Path:
        """The one SQLite file."""
        return self.db_dir / "monitor.db"

    @property
    def evidence_dir(self) -> Path:
        """The pages behind the hits, as they were received."""
        return self.db_dir / "evidence"

    @property
    def lock_file(self) -> Path:
        """Held by the one process that writes."""
        return self.db_dir / "monitor.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that the deployment's files say, checked."""

    sources: tuple[Source, ...]
    fetching: Fetching
    watch: Watch
    mail: MailSettings
    recipients: Recipients


def find_deployment(start: Path | None) -> Deployment:
    """The deployment at `start`, else the nearest folder from here upwards with a `sources.toml`.

    Raises:
        ConfigError: there is none.
    """
    if start is not None:
        if not (start / "sources.toml").is_file():
            raise ConfigError("no sources.toml in it", path=start, remedy=f"run `monitor init {start}`")
        return Deployment(start.resolve())
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "sources.toml").is_file():
            return Deployment(folder)
    raise ConfigError(
        "no sources.toml here or in any folder above",
        path=here,
        remedy="run `monitor init DIR`, or name the deployment: `monitor --at DIR …`",
    )


def load_settings(deployment: Deployment) -> Settings:
    """Read and check every file; contacts nobody.

    Raises:
        ConfigErrors: everything that is wrong, in all files, at once.
    """
    faults: list[ConfigError] = []

    def load(read: Callable[[Path], T], path: Path, otherwise: T) -> T:
        try:
            return read(path)
        except ConfigErrors as errors:
            faults.extend(errors.errors)
        except ConfigError as error:
            faults.append(error)
        return otherwise

    alerts_dir = deployment.alerts_dir
    sources: tuple[Source, ...] = load(load_sources, deployment.sources_file, ())
    fetching = load(load_fetching, deployment.sources_file, Fetching()) if sources else Fetching()
    lexicons: tuple[Lexicon, ...] = load(load_lexicons, alerts_dir / "lexicon", ())
    weights: Mapping[str, float] = load(load_weights, alerts_dir / "lexicon", {})
    alerts: tuple[Alert, ...] = load(load_alerts, alerts_dir, ())
    mail = load(load_mail, alerts_dir, MailSettings())
    recipients = load(load_recipients, alerts_dir, Recipients())
    load(check_templates, alerts_dir / "templates", None)
    if sources:
        faults += _unknown_sources(alerts, sources, alerts_dir)
    if faults:
        raise ConfigErrors(sorted(faults, key=lambda f: (str(f.path), f.line or 0)))
    return Settings(
        sources=sources,
        fetching=fetching,
        watch=Watch(alerts=alerts, lexicons=lexicons, weights=weights, version=_version(alerts_dir)),
        mail=mail,
        recipients=recipients,
    )


def _unknown_sources(
    alerts: tuple[Alert, ...], sources: tuple[Source, ...], alerts_dir: Path
) -> Iterator[ConfigError]:
    """An alert that waits for a source which does not exist would stay silent for ever."""
    known = {source.name for source in sources}
    for alert in alerts:
        for number, name in enumerate(alert.sources):
            if name not in known:
                path = alerts_dir / f"{alert.name}.toml"
                near = difflib.get_close_matches(name, known, n=1)
                yield fault(
                    f'no source is named "{name}"',
                    path=path,
                    lines=read_document(path)[1],
                    key=("sources", number),
                    remedy=f"did you mean `{near[0]}`?" if near else "`monitor sources list` shows the names",
                )


def changed_files(deployment: Deployment) -> dict[str, tuple[int, int]]:
    """Size and time of every file of the deployment, to notice a change by comparing."""
    stamps = {}
    for path in (deployment.sources_file, *sorted(deployment.alerts_dir.rglob("*"))):
        if path.is_file():
            status = path.stat()
            stamps[str(path)] = (status.st_size, status.st_mtime_ns)
    return stamps


def _version(alerts_dir: Path) -> str:
    """A digest of everything that decides what is a hit: the lexicon, its weights and the alerts."""
    digest = hashlib.sha256()
    for path in (*sorted((alerts_dir / "lexicon").glob("*.toml")), *sorted(alerts_dir.glob("*.toml"))):
        if not path.name.startswith(("recipients", "mail")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
