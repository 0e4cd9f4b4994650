"""The values that travel through TIP Monitor, one frozen dataclass per stage.

A watch list of `Source`s yields `Entry`s; an entry's address yields a `Page`; the pure core turns a
page into an `Analysis` (an `Article`, a `Judgement`, the `Hit`s of each alert, a `Signature` by which
copies find one another); hits become a `Digest`, a digest becomes `Message`s. What went wrong on the
way is a `Failure`: a value, never a missing one.

Every datetime is aware and in UTC. Offsets count code points of the stored string, end exclusive.
Languages are BCP 47 primary subtags in lower case ("ur"), countries ISO 3166-1 alpha-2 ("PK").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

SourceKind = Literal["feed", "sitemap", "listing", "numbered", "api"]
DateOrder = Literal["ymd", "dmy", "mdy"]
Via = Literal["web", "archive", "file", "feed"]
Purpose = Literal["feed", "page", "robots", "discovery"]
Verdict = Literal["relevant", "passing", "not_relevant"]
Strength = Literal["sufficient", "context"]
Position = Literal["title", "lead", "body", "boilerplate"]

# --- where to look -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One place to watch, as an analyst wrote it in `sources.toml`.

    `kind` "feed" covers RSS, Atom, RDF and JSON Feed, told apart by their bytes. `interval` fixes the
    time between polls; without it the pace is learned. `weekly` is the number of items that a healthy
    week yields. `link_pattern`, `date_order`, `selectors` and `fields` say how a listing page, a run
    of numbered pages or a JSON API is read; `article` holds CSS selectors for the source's own pages.
    """

    name: str
    title: str
    url: str
    kind: SourceKind = "feed"
    country: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    pack: str = "default"
    enabled: bool = True
    interval: timedelta | None = None
    weekly: float | None = None
    last_seen_working: date | None = None
    note: str = ""
    sitemap: str | None = None
    link_pattern: str | None = None
    date_order: DateOrder | None = None
    selectors: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    article: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    allow_hosts: tuple[str, ...] = ()

    @property
    def shown_url(self) -> str:
        """The address as tables and reports show it."""
        return without_secrets(self.url)


_SECRET = re.compile(
    r"([?&;][^=&;#]*(?:token|secret|passw|pwd|auth|api[_-]?key|signature)[^=&;#]*=|[?&;](?:key|pass|sig)=)"
    r"[^&;#]+",
    re.IGNORECASE,
)
_CREDENTIALS = re.compile(r"(?<=://)[^/?#@]*@")


def without_secrets(url: str) -> str:
    """An address whose credentials are gone, and whose keys and tokens are an ellipsis."""
    return _SECRET.sub(r"\1…", _CREDENTIALS.sub("", url))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the shell is asked to fetch, and under which bounds.

    `etag` and `last_modified` make it conditional. `allow_hosts` are the "host" or "host:port" that
    the operator exempts from the ban on private addresses and uncommon ports for this one source.
    """

    url: str
    purpose: Purpose = "page"
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    allow_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Bytes as they came, from the web, an archive, a file or a feed's own content.

    `headers` have lower-case names. `status` 304 goes with an empty body. `moved_to` is the address
    at the end of an unbroken chain of permanent redirects (301, 308), if there was one.
    """

    url: str
    body: bytes
    final_url: str
    fetched_at: datetime
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    via: Via = "web"
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item that a source lists.

    `key` is its identity within the source, stable across polls. `url` is a safe http(s) address or
    "". `title` and `summary` are plain text; `content` is the HTML that the feed itself carries.
    """

    source: str
    key: str
    url: str
    title: str = ""
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    guid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A source's document, read: its entries in the document's order and what it says of itself.

    `partial` is set where the document is damaged and only whole entries before the damage are kept;
    `more` names further documents to read (the children of a sitemap index, the next page).
    """

    format: str
    entries: tuple[Entry, ...]
    title: str = ""
    language: str | None = None
    ttl: timedelta | None = None
    partial: bool = False
    notes: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is remembered of a source from one poll to the next: its health, its pace, its validators.

    `interval` is the learned time between two good polls; `next_poll_at` adds to it what a failure, the
    server or the jitter asks for. `listed` is how many entries its last document held, `peak_per_hour`
    the fastest that new ones have come lately, `items_per_week` how many come. `empty_polls` counts good
    answers in a row that listed nothing. `moved_to` is where permanent redirects lead since `moved_since`.
    `trust` is how long "not modified" is believed before the whole document is asked for again; zero for
    a server that was caught at saying so of a document with new entries.
    """

    state: str = "new"
    state_since: datetime | None = None
    state_detail: str = ""
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    last_verified_at: datetime | None = None
    next_poll_at: datetime | None = None
    interval: timedelta | None = None
    failures: int = 0
    failing_since: datetime | None = None
    last_failure: str = ""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None
    items_per_week: float | None = None
    peak_per_hour: float = 0.0
    listed: int = 0
    empty_polls: int = 0
    rolled_at: datetime | None = None
    trust: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An entry as a document listed it, with what it is recognised by beside its key.

    `identity` stands for its address: a rotated guid keeps it. `content_hash` stands for its words: an
    edited item changes it.
    """

    entry: Entry
    identity: str
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """What the store remembers of an entry, for telling the new from the seen."""

    id: int
    key: str
    identity: str
    content_hash: str
    title: str


# --- what was read ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What is known of an article before its page is read: the feed's word and the source's rules."""

    title: str = ""
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    language: str | None = None
    country: str | None = None
    outlet: str = ""
    source: str = ""
    date_order: DateOrder | None = None
    selectors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A page, read.

    `text` holds paragraphs divided by a blank line; list items are lines that begin with "- ". The
    date-line's place is in `place` and not in the text. `method` names the extractor that won,
    `text_from` says whose text it is. `evidence` keeps where title, dates and place were found;
    `warnings` says what a reader must know ("degraded extraction", "feed text only").
    """

    url: str
    title: str
    text: str
    language: str | None = None
    canonical_url: str | None = None
    published_on: date | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    place: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str = ""
    method: str = ""
    text_from: Literal["page", "structured", "feed", "pdf"] = "page"
    evidence: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


# --- what to look for -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When an alert's digest is due: on `weekdays` (Monday 0) at each of `hours`, local to `zone`."""

    zone: str = "UTC"
    hours: tuple[time, ...] = (time(7, 0),)
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgent:
    """The part of an alert that does not wait for the morning.

    Hits that meet `rule` are sent at once, at most `cap` mails a day, outside the quiet hours
    `quiet_from` to `quiet_until`, local to the alert's zone.
    """

    rule: str
    cap: int = 3
    quiet_from: time | None = None
    quiet_until: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One desk: what it wants to hear of, when, in which language, and who is told."""

    name: str
    title: str
    rule: str = ""
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    minimum: Verdict = "relevant"
    include: Literal["excerpt", "full"] = "excerpt"
    group_by: Literal["none", "topic", "country", "stage"] = "none"
    schedule: Schedule = field(default_factory=Schedule)
    urgent: Urgent | None = None
    recipients: tuple[str, ...] = ()
    language: str = "en"
    send_empty: bool = True
    attach: tuple[Literal["csv", "text"], ...] = ()
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One wording of a concept in one language, as the lexicon file states it (`line` is its line)."""

    text: str
    concept: str
    language: str
    strength: Strength = "sufficient"
    inflects: bool = True
    case_sensitive: bool = False
    not_in: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The terms of one language: what is looked for, what gives it context, what excludes it.

    `suffixes` may be added to a term's last word, any of `endings` may take the place of another on any
    word, `prefixes` may be written before its first; the strings of one group of `spellings` are the same
    inside a word. `bounded` is False where words are not divided.
    """

    language: str
    terms: tuple[Term, ...] = ()
    context: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    exclusions: tuple[Term, ...] = ()
    suffixes: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    spellings: tuple[tuple[str, ...], ...] = ()
    bounded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Everything that decides what is a hit. `version` is a digest of it, stored with each verdict."""

    alerts: tuple[Alert, ...]
    lexicons: tuple[Lexicon, ...]
    weights: Mapping[str, float] = field(default_factory=dict)
    version: str = ""

    def __hash__(self) -> int:
        return hash(self.version)


# --- what was found -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A term found in a field of an article, with the sentence around it (offsets into that field)."""

    concept: str
    term: str
    language: str
    field: Literal["title", "text"]
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    strength: Strength
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step towards a verdict, in words a person reads; `weight` is what it added to the score."""

    kind: Literal["term", "context", "exclusion", "position", "rule", "missing"]
    text: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of people that the article states, and where: offsets of the sentence in its text."""

    kind: Literal["rescued", "arrested", "convicted", "dead", "victims"]
    count: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What the article is about, in the terms of the Protocols and of `DOMAIN`'s forms and stages."""

    topics: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The verdict on an article, its score between 0 and 1, and everything that led to it."""

    verdict: Verdict
    score: float
    mentions: tuple[Mention, ...] = ()
    reasons: tuple[Reason, ...] = ()
    tags: Tags = field(default_factory=Tags)
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that an alert wants to tell of, and why."""

    alert: str
    verdict: Verdict
    score: float
    reasons: tuple[str, ...] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What near-identical copies share: a MinHash, made under the rules named by `scheme`."""

    scheme: str
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """All that the pure core makes of one page.

    `looked` is "full", or "first look" where a cheap look was enough to say that nothing is there
    (then `article` holds the title and no text).
    """

    article: Article
    judgement: Judgement
    hits: tuple[Hit, ...]
    signature: Signature | None
    looked: Literal["full", "first look"] = "full"


# --- who is told, and how ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipients:
    """The lists of addresses that alerts name, so that an alert's file holds no personal data."""

    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, alert: Alert) -> tuple[str, ...]:
        """The addresses of an alert, each once, in the order in which they are named.

        A list that no file explains stands for `<name>@localhost`: a digest that is written to a
        folder can be read before anybody's address is known.
        """
        found: dict[str, None] = {}
        for name in alert.recipients:
            known = (
                (name,)
                if "@" in name or name.startswith("chat:")
                else self.lists.get(name, (f"{name}@localhost",))
            )
            found.update(dict.fromkeys(known))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How mail leaves: into a folder of .eml files (the default), or by SMTP.

    `password_from` names where the password stands ("env:NAME" or "file:PATH"): it is read when it is
    used and kept nowhere. `when_uncertain` says what becomes of a message whose server fell silent
    after the final dot: held for a person, or sent again under the same Message-ID.
    """

    way: Literal["folder", "smtp"] = "folder"
    folder: str = "mail"
    sender: str = "TIP Monitor <monitor@localhost>"
    reply_to: str = ""
    host: str = ""
    port: int = 587
    security: Literal["starttls", "tls"] = "starttls"
    user: str = ""
    password_from: str = ""
    ca_file: str = ""
    timeout: timedelta = timedelta(seconds=30)
    when_uncertain: Literal["hold", "resend"] = "hold"
    base_address: str = ""
    subject_names_hits: bool = False


# --- what is told -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored article that an alert wants to tell of, with what the store knows around it.

    `items` is the number of source items that led to it. `story_told` is set where another copy of
    its story was told before; `follows` are stories told before which its story develops;
    `same_event` are the stories that tell the same event by its figures, country and days.
    """

    article_id: int
    story_id: str
    article: Article
    judgement: Judgement
    hit: Hit
    source: str = ""
    source_title: str = ""
    first_seen_at: datetime | None = None
    items: int = 1
    story_told: bool = False
    follows: tuple[Earlier, ...] = ()
    same_event: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A story that was told before, and when."""

    story_id: str
    title: str
    told_on: date
    slot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStory:
    """A story that an alert matched before: the day it was first matched, and its tags."""

    day: date
    countries: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text; `marked` where it is a matched term."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of an article in pieces; `gap` where text was left out before it."""

    pieces: tuple[Piece, ...]
    gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One outlet's version of a story."""

    article_id: int
    outlet: str
    title: str
    url: str
    language: str | None = None
    published_on: date | None = None
    text_from: str = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEntry:
    """One story as a digest tells it: the best copy's words, and who else carried it.

    `terms` are the matched terms at the best `position`, as the article writes them, `other_terms`
    those further down.
    """

    story_id: str
    title: tuple[Piece, ...]
    copies: tuple[Copy, ...]
    paragraphs: tuple[Paragraph, ...]
    terms: tuple[str, ...]
    other_terms: tuple[str, ...]
    position: Position
    reasons: tuple[str, ...]
    score: float
    rank: float
    language: str | None = None
    published_on: date | None = None
    place: str | None = None
    topics: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    urgent: bool = False
    follows: tuple[Earlier, ...] = ()
    warnings: tuple[str, ...] = ()
    text: str = ""

    @property
    def headline(self) -> str:
        """The title as plain text."""
        return "".join(piece.text for piece in self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryGroup:
    """The stories under one heading; `key` is the topic, country or stage, "" where there is none."""

    key: str
    entries: tuple[StoryEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A source that a digest has to warn of, since when, and why."""

    source: str
    title: str
    since: datetime | None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """What was checked for a digest; counts are of source items unless they say otherwise.

    `from_feed` are items whose page could not be read and whose feed's own text was judged instead;
    `kept` is what an urgent mail leaves for the morning's digest. `network_away` is set where nothing at
    all answers: since when, and how many of `failing` that concerns.

    The sums that hold are in `digests.completeness`.
    """

    sources: int = 0
    polled: int = 0
    not_due: int = 0
    failing: tuple[Trouble, ...] = ()
    network_away: tuple[datetime | None, int] | None = None
    silent: tuple[Trouble, ...] = ()
    lossy: tuple[Trouble, ...] = ()
    seen: int = 0
    read: int = 0
    from_feed: int = 0
    unreadable: int = 0
    waiting: int = 0
    matched: int = 0
    passed_over: int = 0
    carried_over: int = 0
    told_before: int = 0
    told_now: int = 0
    kept: int = 0
    articles: int = 0
    articles_of_told_stories: int = 0
    stories: int = 0
    in_full: int = 0
    in_short: int = 0
    in_list: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row of a small chart: a count beside what is usual for as long a time."""

    label: str
    count: int
    usual: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigures:
    """New stories beside the usual: in all, by country, by form, and day by day."""

    stories: int = 0
    usual: float = 0.0
    known_days: int = 0
    countries: tuple[Bar, ...] = ()
    forms: tuple[Bar, ...] = ()
    days: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything one mail of an alert says, before it has a form.

    `kind` tells the morning's digest from one that was asked for and one that could not wait. `slot`
    is its identity: what is told under a slot is told once. `in_short` are stories with a line each,
    `in_list` those that only the attached list holds.
    """

    alert: Alert
    kind: Literal["slot", "now", "urgent"]
    slot: str
    composed_at: datetime
    covers_from: datetime | None
    groups: tuple[StoryGroup, ...] = ()
    in_short: tuple[StoryEntry, ...] = ()
    in_list: tuple[StoryEntry, ...] = ()
    further: tuple[Copy, ...] = ()
    figures: KeyFigures = field(default_factory=KeyFigures)
    completeness: Completeness = field(default_factory=Completeness)

    @property
    def entries(self) -> tuple[StoryEntry, ...]:
        """The stories that are told in full, in the order in which they stand."""
        return tuple(entry for group in self.groups for entry in group.entries)

    @property
    def stories(self) -> tuple[StoryEntry, ...]:
        """All stories of the digest, in whichever form."""
        return (*self.entries, *self.in_short, *self.in_list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail to one recipient, ready to send; `message_id` never changes between attempts."""

    message_id: str
    recipient: str
    subject: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A contained error: at which stage, where, of what kind, what happened, and when it is tried again.

    `kind` is the error class's name, or "bug" for an exception that nobody expected. `detail` is one
    line without secrets and without the article's text.
    """

    stage: Literal["poll", "read", "judge", "store", "compose", "send", "config"]
    where: str
    kind: str
    detail: str
    at: datetime
    retry_at: datetime | None = None
