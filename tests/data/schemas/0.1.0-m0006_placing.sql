PRAGMA foreign_keys = OFF;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE sources (
    name TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    country TEXT,
    language TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    pack TEXT NOT NULL DEFAULT 'default',
    enabled INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'new',
    state_since TEXT,
    state_detail TEXT NOT NULL DEFAULT '',
    expected_per_week REAL,
    items_per_week REAL,
    last_polled_at TEXT,
    last_success_at TEXT,
    last_new_at TEXT,
    last_verified_at TEXT,
    next_poll_at TEXT,
    interval_seconds INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since TEXT,
    last_failure TEXT NOT NULL DEFAULT '',
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    moved_to TEXT,
    moved_since TEXT,
    peak_per_hour REAL NOT NULL DEFAULT 0,
    listed INTEGER NOT NULL DEFAULT 0,
    empty_polls INTEGER NOT NULL DEFAULT 0,
    rolled_at TEXT,
    trust_seconds INTEGER NOT NULL DEFAULT 3600
) STRICT;
CREATE INDEX sources_due ON sources(next_poll_at) WHERE enabled = 1;
CREATE TABLE polls (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES sources(name),
    started_at TEXT NOT NULL,
    seconds REAL NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL,
    status INTEGER,
    bytes INTEGER NOT NULL DEFAULT 0,
    listed INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    revised INTEGER NOT NULL DEFAULT 0,
    window_rolled INTEGER NOT NULL DEFAULT 0,
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX polls_by_source ON polls(source, started_at);
CREATE INDEX polls_by_time ON polls(started_at);
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES sources(name),
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    summary TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    authors TEXT NOT NULL DEFAULT '[]',
    language TEXT,
    published_at TEXT,
    updated_at TEXT,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    guid TEXT NOT NULL DEFAULT '',
    identity TEXT NOT NULL,
    content_hash TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'unreadable', 'left_out')),
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT,
    failure TEXT NOT NULL DEFAULT '',
    article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL,
    UNIQUE (source, key)
) STRICT;
CREATE INDEX entries_by_identity ON entries(source, identity);
CREATE INDEX entries_pending ON entries(next_try_at) WHERE state = 'pending';
CREATE INDEX entries_by_url ON entries(url);
CREATE INDEX entries_by_article ON entries(article_id);
CREATE INDEX entries_by_time ON entries(first_seen_at);
CREATE TABLE entry_revisions (
    entry_id INTEGER NOT NULL REFERENCES entries(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (entry_id, revision)
) STRICT, WITHOUT ROWID;
CREATE TABLE failures (
    id INTEGER PRIMARY KEY,
    stage TEXT NOT NULL,
    place TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    at TEXT NOT NULL,
    retry_at TEXT
) STRICT;
CREATE INDEX failures_by_time ON failures(at);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    identity TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    canonical_url TEXT,
    source TEXT REFERENCES sources(name),
    outlet TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    language TEXT,
    published_on TEXT,
    published_at TEXT,
    modified_at TEXT,
    place TEXT,
    authors TEXT NOT NULL DEFAULT '[]',
    method TEXT NOT NULL DEFAULT '',
    text_from TEXT NOT NULL DEFAULT 'page',
    evidence TEXT NOT NULL DEFAULT '{}',
    warnings TEXT NOT NULL DEFAULT '[]',
    looked TEXT NOT NULL DEFAULT 'full',
    body_hash TEXT,
    fetched_at TEXT,
    first_seen_at TEXT NOT NULL,
    day TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    verdict TEXT NOT NULL CHECK (verdict IN ('relevant', 'passing', 'not_relevant')),
    score REAL NOT NULL DEFAULT 0,
    reasons TEXT NOT NULL DEFAULT '[]',
    topics TEXT NOT NULL DEFAULT '[]',
    forms TEXT NOT NULL DEFAULT '[]',
    acts TEXT NOT NULL DEFAULT '[]',
    means TEXT NOT NULL DEFAULT '[]',
    purposes TEXT NOT NULL DEFAULT '[]',
    stages TEXT NOT NULL DEFAULT '[]',
    countries TEXT NOT NULL DEFAULT '[]',
    figures TEXT NOT NULL DEFAULT '[]',
    rules_version TEXT NOT NULL DEFAULT '',
    story_id TEXT
) STRICT;
CREATE INDEX articles_by_day ON articles(day, id);
CREATE INDEX articles_by_verdict ON articles(verdict, day, id);
CREATE INDEX articles_by_canonical_url ON articles(canonical_url);
CREATE TABLE mentions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    concept TEXT NOT NULL,
    term TEXT NOT NULL,
    language TEXT NOT NULL,
    field TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    sentence_start INTEGER NOT NULL,
    sentence_end INTEGER NOT NULL,
    strength TEXT NOT NULL,
    position TEXT NOT NULL
) STRICT;
CREATE INDEX mentions_by_article ON mentions(article_id);
CREATE TABLE hits (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    alert TEXT NOT NULL,
    verdict TEXT NOT NULL,
    score REAL NOT NULL,
    reasons TEXT NOT NULL DEFAULT '[]',
    urgent INTEGER NOT NULL DEFAULT 0,
    matched_at TEXT NOT NULL,
    UNIQUE (article_id, alert)
) STRICT;
CREATE INDEX hits_by_alert ON hits(alert, matched_at);
CREATE TABLE stories (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    day TEXT NOT NULL DEFAULT '',
    articles INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX stories_by_day ON stories(day, id);
CREATE TABLE story_redirects (
    old TEXT PRIMARY KEY,
    new TEXT NOT NULL REFERENCES stories(id)
) STRICT;
CREATE INDEX story_redirects_by_new ON story_redirects(new);
CREATE TABLE story_developments (
    story_id TEXT NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
    earlier_id TEXT NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
    why TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (story_id, earlier_id)
) STRICT;
CREATE INDEX story_developments_by_earlier ON story_developments(earlier_id);
CREATE TABLE signatures (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    scheme TEXT NOT NULL,
    day INTEGER NOT NULL,
    digest BLOB NOT NULL
) STRICT;
CREATE TABLE digests (
    id INTEGER PRIMARY KEY,
    alert TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'slot' CHECK (kind IN ('slot', 'now', 'urgent')),
    slot TEXT NOT NULL,
    composed_at TEXT NOT NULL,
    covers_from TEXT,
    entries_until INTEGER NOT NULL DEFAULT 0,
    subject TEXT NOT NULL DEFAULT '',
    counts TEXT NOT NULL DEFAULT '{}',
    UNIQUE (alert, kind, slot)
) STRICT;
CREATE TABLE digest_pages (
    digest_id INTEGER PRIMARY KEY REFERENCES digests(id) ON DELETE CASCADE,
    alert TEXT NOT NULL,
    composed_at TEXT NOT NULL,
    title TEXT NOT NULL,
    stories INTEGER NOT NULL,
    html TEXT NOT NULL,
    atom TEXT NOT NULL
) STRICT;
CREATE INDEX digest_pages_by_alert ON digest_pages(alert, composed_at);
CREATE TABLE told (
    alert TEXT NOT NULL,
    story_id TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    digest_id INTEGER NOT NULL REFERENCES digests(id),
    PRIMARY KEY (alert, article_id)
) STRICT;
CREATE INDEX told_by_story ON told(alert, story_id);
CREATE INDEX told_by_digest ON told(digest_id);
CREATE TABLE told_stories (
    alert TEXT NOT NULL,
    story_id TEXT NOT NULL,
    digest_id INTEGER NOT NULL REFERENCES digests(id),
    PRIMARY KEY (alert, story_id)
) STRICT;
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    digest_id INTEGER NOT NULL REFERENCES digests(id),
    recipient TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    content BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'sending', 'dot', 'sent', 'failed', 'uncertain')),
    tries INTEGER NOT NULL DEFAULT 0,
    queued_at TEXT NOT NULL,
    next_try_at TEXT NOT NULL,
    sent_at TEXT,
    detail TEXT NOT NULL DEFAULT '',
    UNIQUE (digest_id, recipient)
) STRICT;
CREATE INDEX outbox_open ON outbox(state, next_try_at) WHERE state <> 'sent';
CREATE TABLE subscriptions (
    token TEXT PRIMARY KEY,
    alert TEXT NOT NULL,
    recipient TEXT NOT NULL,
    since TEXT NOT NULL,
    ended_at TEXT,
    UNIQUE (alert, recipient)
) STRICT;
CREATE VIRTUAL TABLE search_index USING fts5(
    title, text, tags, content='', contentless_delete=1,  tokenize = "ascii tokenchars '_'"
);
CREATE TABLE search_facets (
    row INTEGER PRIMARY KEY,
    source TEXT,
    language TEXT,
    verdict TEXT NOT NULL,
    countries TEXT NOT NULL,
    topics TEXT NOT NULL,
    forms TEXT NOT NULL,
    stages TEXT NOT NULL
) STRICT;
CREATE TABLE search_pending (
    article_id INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE archive_counts (
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    verdict TEXT NOT NULL,
    day TEXT NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (facet, verdict, day, value)
) STRICT, WITHOUT ROWID;
CREATE TABLE signature_bands (
    key INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (key, article_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE case_marks (
    mark INTEGER NOT NULL,
    day INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    PRIMARY KEY (mark, day, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_marks_by_article ON case_marks(article_id);
CREATE INDEX articles_by_story ON articles(story_id, day);
CREATE INDEX told_by_story_alone ON told(story_id);
CREATE INDEX told_by_article ON told(article_id);
CREATE INDEX told_stories_by_story ON told_stories(story_id);
INSERT INTO _sqlite_migrations VALUES
(1, 'monitor', 'm0001_watching', '2026-11-22 02:03:15.481343+00:00'),
(2, 'monitor', 'm0002_reading', '2026-11-22 02:03:15.497311+00:00'),
(3, 'monitor', 'm0003_stories', '2026-11-22 02:03:15.517147+00:00'),
(4, 'monitor', 'm0004_telling', '2026-11-22 02:03:15.535361+00:00'),
(5, 'monitor', 'm0005_search', '2026-11-22 02:03:15.553497+00:00'),
(6, 'monitor', 'm0006_placing', '2026-11-22 02:03:15.583028+00:00');
INSERT INTO sources VALUES
('wire', 'The Wire', 'feed', 'https://news.example/feed', NULL, NULL, '[]', 'default', 1, 'new', NULL, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '', NULL, NULL, NULL, NULL, NULL, 0.0, 0, 0, NULL, 3600);
INSERT INTO polls VALUES
(1, 'wire', '2025-11-20T06:00:00Z', 0.0, 'news', NULL, 0, 0, 1, 0, 0, '');
INSERT INTO entries VALUES
(1, 'wire', 'k1', 'https://news.example/1', '', '', '', '[]', NULL, NULL, NULL, '2025-11-20T06:00:00Z', '2025-11-20T06:00:00Z', '', 'i1', '', 0, 'done', 0, NULL, '', NULL);
INSERT INTO entry_revisions VALUES
(1, 0, '2025-11-20T07:00:00Z', 'Freed', 'Ten.', '');
INSERT INTO failures VALUES
(1, 'poll', 'wire', 'TimedOut', 'slow', '2025', NULL);
INSERT INTO articles VALUES
(1, 'https://news.example/1', 'https://news.example/1', NULL, 'wire', '', 'Twelve freed', 'Officers freed twelve workers from a locked brick kiln in the harbour city on Tuesday after a neighbour had called a hotline; two brokers who held the passports of the men were arrested. Case 26CR1009.', 'en', NULL, NULL, NULL, NULL, '[]', '', 'page', '{}', '[]', 'full', NULL, NULL, '2025-11-20T06:00:00Z', '2025-11-20', 0, 'relevant', 0.0, '[]', '[]', '[]', '[]', '[]', '[]', '[]', '["PK"]', '[]', '', 'abcdefghij');
INSERT INTO mentions VALUES
(1, 1, 'bonded_labour', 'brick kiln', 'en', 'text', 44, 54, 0, 150, 'sufficient', 'lead');
INSERT INTO hits VALUES
(1, 1, 'desk', 'relevant', 0.9, '[]', 0, '2025');
INSERT INTO stories VALUES
('abcdefghij', 'Twelve freed', '2025-11-20T06:00:00Z', '2025-11-20T06:00:00Z', '2025-11-20', 1);
INSERT INTO story_redirects VALUES
('bbbbbbbbbb', 'abcdefghij');
INSERT INTO signatures VALUES
(1, 'w3c5/192x16/facts/2', 739575, X'2100000059FB910C4B45AADF5276253D2055098F49CCBF3525129522F7D01B544F11DF3C7C98750337480C357E4DB06DFD999052A33A368B173370EEDE0688D26469AD5D7A6A940FBF04FE136C2499DE81EBDFC5168F0DE28A916886AAEFBBB38EC82C5A5FAA07C25AA5D5B8F26A7EE8E820E8455CE888A1C3F9B09E3A8D4C0ADD6C81BD7F8CE3EB4EBA98D56F6BC6BD4D8FD2FD5C36E6C7EB648501F79DB3E51F9D7F6D571055C1E4FB2995F0AB09D1881B15D1F09C2B9B0B9AF81F9116392EB37DFD3090D54F8BA2755AD7D40289A0114E654E24E40B7F5090C102D24602921B1186B560F194C6A7D0DFB1A36007E63728E78D4E8935EB1870EA3BA48CCCA1694FD9E20C15E00402F1251EBC9A27DEFFE559063D179F386C82635441B5E718CA3CFB1FF989CB4B03F2B2809C524FAB7C48730E22E44E514629D38D6578410C8046493610481EB453FAA8E399DA70BD47F4F3B5A0ED0A8B8187AF848E71B954DC61015E61F5E990FBF8D533F840DCC0FDBFEA9940838C8E38D2FC9759939763ABA3CF4A02B31B17D30001C73B00');
INSERT INTO digests VALUES
(1, 'desk', 'slot', '2025-11-20', '2025-11-20T07:00:00Z', NULL, 0, '', '{}');
INSERT INTO digest_pages VALUES
(1, 'desk', '2025-11-20T07:00:00Z', 'Digest', 1, '<p>Twelve freed</p>', '<feed/>');
INSERT INTO told VALUES
('desk', 'abcdefghij', 1, 1);
INSERT INTO told_stories VALUES
('desk', 'abcdefghij', 1);
INSERT INTO outbox VALUES
(1, 1, 'a@example.org', '<1@example.org>', 'One', X'6D61696C', 'pending', 0, '2025', '2025', NULL, '');
INSERT INTO subscriptions VALUES
('t', 'desk', 'a@example.org', '2025', NULL);
INSERT INTO search_pending VALUES
(1);
INSERT INTO archive_counts VALUES
('country', 'PK', 'relevant', '', 1),
('country', 'PK', 'relevant', '2025-11-20', 1),
('language', 'en', 'relevant', '', 1),
('language', 'en', 'relevant', '2025-11-20', 1),
('source', 'wire', 'relevant', '', 1),
('source', 'wire', 'relevant', '2025-11-20', 1),
('verdict', 'relevant', 'relevant', '', 1),
('verdict', 'relevant', 'relevant', '2025-11-20', 1);
INSERT INTO signature_bands VALUES
(101645456158297233, 1),
(101645457398947754, 1),
(101645462516415781, 1),
(101645466254479113, 1),
(101645472548599231, 1),
(101645473720640149, 1),
(101645481217053723, 1),
(101645482296556767, 1),
(101645488859382645, 1),
(101645491807663372, 1),
(101645496191184304, 1),
(101645501769536144, 1),
(101645504464784182, 1),
(101645508633161328, 1),
(101645512186188424, 1),
(101645518134074797, 1),
(101645522447241108, 1),
(101645525035455486, 1),
(101645529861906073, 1),
(101645537496909279, 1),
(101645540241367565, 1),
(101645544577468008, 1),
(101645550451602363, 1),
(101645554090400300, 1);
INSERT INTO case_marks VALUES
(4711, 739575, 1);
CREATE TRIGGER articles_came AFTER INSERT ON articles BEGIN INSERT OR IGNORE INTO search_pending (article_id) VALUES (new.id); INSERT INTO archive_counts (facet, value, verdict, day, articles) SELECT facet, value, new.verdict, span.day, 1 FROM (SELECT 'source' AS facet, new.source AS value UNION ALL SELECT 'language' AS facet, new.language AS value UNION ALL SELECT 'verdict' AS facet, new.verdict AS value UNION ALL SELECT 'country', value FROM json_each(new.countries) UNION ALL SELECT 'topic', value FROM json_each(new.topics) UNION ALL SELECT 'form', value FROM json_each(new.forms) UNION ALL SELECT 'stage', value FROM json_each(new.stages)), (SELECT new.day AS day UNION ALL SELECT '') AS span WHERE value != '' ON CONFLICT (facet, verdict, day, value) DO UPDATE SET articles = articles + excluded.articles; END;
CREATE TRIGGER articles_changed AFTER UPDATE OF title, text, day, verdict, source, outlet, language, topics, forms, stages, countries, place ON articles BEGIN
DELETE FROM search_index WHERE rowid = unixepoch(old.day) / 86400 * 4294967296 + old.id; DELETE FROM search_facets WHERE row = unixepoch(old.day) / 86400 * 4294967296 + old.id; INSERT OR IGNORE INTO search_pending (article_id) VALUES (new.id); INSERT INTO archive_counts (facet, value, verdict, day, articles) SELECT facet, value, old.verdict, span.day, -1 FROM (SELECT 'source' AS facet, old.source AS value UNION ALL SELECT 'language' AS facet, old.language AS value UNION ALL SELECT 'verdict' AS facet, old.verdict AS value UNION ALL SELECT 'country', value FROM json_each(old.countries) UNION ALL SELECT 'topic', value FROM json_each(old.topics) UNION ALL SELECT 'form', value FROM json_each(old.forms) UNION ALL SELECT 'stage', value FROM json_each(old.stages)), (SELECT old.day AS day UNION ALL SELECT '') AS span WHERE value != '' ON CONFLICT (facet, verdict, day, value) DO UPDATE SET articles = articles + excluded.articles; INSERT INTO archive_counts (facet, value, verdict, day, articles) SELECT facet, value, new.verdict, span.day, 1 FROM (SELECT 'source' AS facet, new.source AS value UNION ALL SELECT 'language' AS facet, new.language AS value UNION ALL SELECT 'verdict' AS facet, new.verdict AS value UNION ALL SELECT 'country', value FROM json_each(new.countries) UNION ALL SELECT 'topic', value FROM json_each(new.topics) UNION ALL SELECT 'form', value FROM json_each(new.forms) UNION ALL SELECT 'stage', value FROM json_each(new.stages)), (SELECT new.day AS day UNION ALL SELECT '') AS span WHERE value != '' ON CONFLICT (facet, verdict, day, value) DO UPDATE SET articles = articles + excluded.articles; END;
CREATE TRIGGER articles_went AFTER DELETE ON articles BEGIN DELETE FROM search_index WHERE rowid = unixepoch(old.day) / 86400 * 4294967296 + old.id; DELETE FROM search_facets WHERE row = unixepoch(old.day) / 86400 * 4294967296 + old.id; DELETE FROM search_pending WHERE article_id = old.id; INSERT INTO archive_counts (facet, value, verdict, day, articles) SELECT facet, value, old.verdict, span.day, -1 FROM (SELECT 'source' AS facet, old.source AS value UNION ALL SELECT 'language' AS facet, old.language AS value UNION ALL SELECT 'verdict' AS facet, old.verdict AS value UNION ALL SELECT 'country', value FROM json_each(old.countries) UNION ALL SELECT 'topic', value FROM json_each(old.topics) UNION ALL SELECT 'form', value FROM json_each(old.forms) UNION ALL SELECT 'stage', value FROM json_each(old.stages)), (SELECT old.day AS day UNION ALL SELECT '') AS span WHERE value != '' ON CONFLICT (facet, verdict, day, value) DO UPDATE SET articles = articles + excluded.articles; END;
