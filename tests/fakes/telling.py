"""A small world to tell from: a real store with articles put in by hand, and a post office that counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from sqlite_utils import Database

from monitor.errors import DeliveryError
from monitor.model import (
    Alert,
    Analysis,
    Article,
    Hit,
    Judgement,
    MailSettings,
    Mention,
    Message,
    Recipients,
    Schedule,
    Tags,
    Watch,
)
from monitor.ports import Mailer
from monitor.store.articles import save_article
from monitor.store.database import stamp
from tests.fakes.clock import FakeClock

ALERTS = Path(__file__).parents[2] / "alerts"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ALERT = Alert(
    name="trafficking",
    title="Trafficking in persons",
    recipients=("a@example.org", "b@example.org"),
    schedule=Schedule(zone="UTC"),
)


class CountingMailer:
    """Takes every message, or raises what it was told to for a recipient."""

    def __init__(self) -> None:
        self.delivered: list[Message] = []
        self.errors: dict[str, DeliveryError] = {}

    async def send(self, message: Message, before_dot: Callable[[], None]) -> str:
        error = self.errors.get(message.recipient)
        if error is not None:
            raise error
        before_dot()
        self.delivered.append(message)
        return "250 taken"


@dataclass(frozen=True)
class Settings:
    """The settings that telling reads."""

    watch: Watch
    mail: MailSettings = field(default_factory=MailSettings)
    recipients: Recipients = field(default_factory=Recipients)


@dataclass(frozen=True)
class Place:
    """A deployment of which only the alerts matter."""

    alerts_dir: Path = ALERTS


@dataclass
class World:
    """What `runs.deliver` needs of a world."""

    db: Database
    clock: FakeClock
    mailer: Mailer
    settings: Settings
    deployment: Place = field(default_factory=Place)


def add_source(db: Database, name: str = "dawn", title: str = "Dawn", at: datetime = NOON) -> None:
    """A source that was polled once."""
    db.execute(
        "INSERT OR IGNORE INTO sources (name, title, kind, url, state) VALUES (?, ?, 'feed', ?, 'healthy')",
        [name, title, f"https://{name}.example/feed"],
    )
    db.execute("INSERT INTO polls (source, started_at, outcome) VALUES (?, ?, 'news')", [name, stamp(at)])


def add_entry(db: Database, url: str, at: datetime, source: str = "dawn", state: str = "pending") -> int:
    """An entry that the source listed."""
    inserted = db.execute(
        "INSERT INTO entries (source, key, url, identity, first_seen_at, last_seen_at, state)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [source, url, url, url, stamp(at), stamp(at), state],
    )
    return int(inserted.lastrowid or 0)


def add_article(
    db: Database,
    article: Article,
    at: datetime,
    *,
    story: str | None = None,
    source: str = "dawn",
    alerts: tuple[str, ...] = ("trafficking",),
    urgent: tuple[str, ...] = (),
    entry: int | None = None,
    tags: Tags | None = None,
    score: float = 0.8,
) -> int:
    """An article that was read and matched `alerts`, with the entry that led to it."""
    entry = entry or add_entry(db, article.url, at, source)
    start = article.text.lower().find("trafficking")
    mentions = (
        (
            Mention(
                concept="tip",
                term="trafficking",
                language="en",
                field="text",
                start=start,
                end=start + 11,
                sentence_start=max(0, article.text.rfind(". ", 0, start) + 1),
                sentence_end=article.text.find(".", start) + 1 or len(article.text),
                strength="sufficient",
                position="lead",
            ),
        )
        if start >= 0
        else ()
    )
    analysis = Analysis(
        article=article,
        judgement=Judgement(
            verdict="relevant" if alerts else "not_relevant",
            score=score,
            mentions=mentions,
            tags=tags or Tags(topics=("trafficking_in_persons",), countries=("PK",)),
        ),
        hits=tuple(
            Hit(alert=a, verdict="relevant", score=score, urgent=a in urgent, reasons=("trafficking",))
            for a in alerts
        ),
        signature=None,
    )
    with db.atomic():
        saved = save_article(db, analysis, identity=article.url, source=source, page=None, now=at)
        if story:
            db.execute("UPDATE articles SET story_id = ? WHERE id = ?", [story, saved.article_id])
        db.execute(
            "UPDATE entries SET state = 'done', article_id = ? WHERE id = ?", [saved.article_id, entry]
        )
    return saved.article_id


def article(number: int, **values: object) -> Article:
    """An article about trafficking, numbered."""
    fields: dict[str, object] = {
        "url": f"https://news.example/{number}",
        "title": f"Police free {number} people",
        "text": f"Police freed {number} people.\n\nThey had fallen to a trafficking ring. Two men were held.",
        "language": "en",
        "published_on": date(2026, 11, 20),
        "place": "LAHORE",
        "outlet": "Dawn",
    }
    return Article(**(fields | values))  # type: ignore[arg-type]
