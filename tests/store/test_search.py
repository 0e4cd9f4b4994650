"""Search finds what stands in an article, in every script, and nothing a person types breaks it."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.browse.query import Question, ask, narrowed
from monitor.matching.query import matches, parse_rule
from monitor.model import Analysis, Article, Judgement, Mention, Tags
from monitor.store.articles import get_article, save_article
from monitor.store.database import open_store
from monitor.store.search import Span, article_ids, index_pending, search_newest
from tests.corpus import corpus

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)

SAMPLES = {
    "th": "ตำรวจช่วยเหลือเหยื่อการค้ามนุษย์สิบสองคนจากเรือประมง และจับกุมนายหน้าสองคนที่ยึดหนังสือเดินทางของพวกเขา",
    "km": "ប៉ូលិសបានជួយសង្គ្រោះជនរងគ្រោះនៃការជួញដូរមនុស្សដប់ពីរនាក់ពីរោងចក្រឥដ្ឋ ហើយបានចាប់ខ្លួនមេខ្យល់ពីរនាក់",
    "my": "ရဲတပ်ဖွဲ့သည် လူကုန်ကူးခံရသူ ဆယ့်နှစ်ဦးကို အုတ်ဖိုမှ ကယ်တင်ခဲ့ပြီး ပွဲစားနှစ်ဦးကို ဖမ်းဆီးခဲ့သည်",
    "ja": "警察は港町のレンガ工場で人身取引の被害者十二人を保護し、パスポートを取り上げた仲介者を逮捕した。",
    "zh": "警方在砖厂解救十二名被拐卖的工人，并逮捕两名中介。检方将以贩卖人口罪起诉。",
    "ko": "경찰은 벽돌 공장에서 인신매매 피해자 열두 명을 구조하고 여권을 빼앗은 알선업자 두 명을 체포했다.",
    "hi": "पुलिस ने ईंट भट्ठे से मानव तस्करी के बारह पीड़ितों को छुड़ाया और दो दलालों को गिरफ़्तार किया।",
}
# Further reports in scripts without spaces, each with words that a reader of it would look for.
MORE = (
    (
        "th",
        "ศาลอาญาพิพากษาจำคุกนายจ้างยี่สิบปี ฐานบังคับใช้แรงงานชาวเมียนมาในโรงงานแกะกุ้งที่สมุทรสาคร",
        ["ศาลอาญา", "แรงงาน", "บังคับใช้แรงงาน", "สมุทรสาคร", "กุ้ง"],
    ),
    (
        "th",
        "เด็กหญิงอายุสิบสี่ปีถูกหลอกไปค้าประเวณี แม่เล้าถูกจับพร้อมเงินสดสามแสนบาท",
        ["เด็กหญิง", "ค้าประเวณี", "แม่เล้า", "เงินสด"],
    ),
    (
        "km",
        "តុលាការភ្នំពេញបានកាត់ទោសថៅកែឱ្យជាប់គុកដប់ឆ្នាំ ពីបទបង្ខំកម្មករឱ្យឆបោកតាមអ៊ីនធឺណិត។ ជនរងគ្រោះត្រូវបានបញ្ជូនទៅប្រទេសវិញ។",
        ["តុលាការ", "ភ្នំពេញ", "កម្មករ", "ឆបោក", "ជនរងគ្រោះ"],
    ),
    (
        "my",
        "မြဝတီမြို့ရှိ ငွေလိမ်ဂိုဏ်းမှ နိုင်ငံခြားသား ၆၁ ဦးကို ကယ်တင်ခဲ့သည်။ အလုပ်သမားများကို ရိုက်နှက်ကာ အဓမ္မခိုင်းစေခဲ့သည်။",
        ["မြဝတီ", "ငွေလိမ်", "နိုင်ငံခြားသား", "အလုပ်သမား", "အဓမ္မ"],
    ),
    (
        "ja",
        "技能実習生七人が給料を払われず、寮に閉じ込められていたとして、県警は会社役員を強制労働の疑いで逮捕した。",
        ["技能実習生", "給料", "強制労働", "県警", "寮"],
    ),
    (
        "ja",
        "ブローカーはカンボジアの詐欺拠点に若者を売り渡していた。",
        ["ブローカー", "カンボジア", "詐欺", "若者"],
    ),
)
WORDS = {
    "th": ["การค้ามนุษย์", "เรือประมง", "นายหน้า"],
    "km": ["ជួញដូរ", "មនុស្ស", "រោងចក្រ"],
    "my": ["လူကုန်ကူး", "အုတ်ဖို", "ပွဲစား"],
    "ja": ["人身取引", "被害者", "逮捕", "パスポート", "港"],
    "zh": ["拐卖", "工人", "贩卖人口", "逮捕"],
    "ko": ["인신매매", "여권", "체포"],
    "hi": ["तस्करी", "दलालों", "मानव तस्करी"],
}


def put(db: Database, number: int, article: Article, judgement: Judgement | None = None) -> int:
    judgement = judgement or Judgement(verdict="relevant", score=0.9)
    analysis = Analysis(article=article, judgement=judgement, hits=(), signature=None)
    return save_article(
        db, analysis, identity=f"{article.url}#{number}", source=None, page=None, now=NOW
    ).article_id


def found(db: Database, question: Question) -> list[int]:
    return article_ids(search_newest(db, question.match, span=question.span, most=10_000))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_store(tmp_path / "monitor.db")
    yield db
    db.close()


@pytest.fixture
def samples(db: Database) -> dict[str, int]:
    with db.atomic():
        ids = {
            language: put(db, n, Article(url="http://a/", title="", text=text, language=language))
            for n, (language, text) in enumerate(SAMPLES.items())
        }
        index_pending(db)
    return ids


@pytest.mark.parametrize(("language", "word"), [(la, w) for la, words in WORDS.items() for w in words])
def test_words_are_found_in_scripts_that_no_tokenizer_of_sqlite_reads(
    db: Database, samples: dict[str, int], language: str, word: str
) -> None:
    assert samples[language] in found(db, ask(word))
    others = {n for la, n in samples.items() if la != language and word not in SAMPLES[la]}
    assert not others & set(found(db, ask(word)))


def test_further_reports_in_scripts_without_spaces_are_found_by_their_words(db: Database) -> None:
    with db.atomic():
        ids = [put(db, n, Article(url="a", title="", text=text)) for n, (_, text, _) in enumerate(MORE)]
        index_pending(db)
    for number, (_, _, words) in zip(ids, MORE, strict=True):
        for word in words:
            assert found(db, ask(word)) == [i for i, m in zip(ids, MORE, strict=True) if word in m[1]], word
            assert number in found(db, ask(word))


def test_every_substring_of_an_unspaced_text_is_found(db: Database, samples: dict[str, int]) -> None:
    for language in ("th", "km", "ja", "zh"):
        for run in re.split(r"[\s、。，]+", SAMPLES[language]):
            for size in (1, 2, 3, 5):
                for start in range(len(run) - size + 1):
                    piece = run[start : start + size]
                    if re.fullmatch(r"\w.*", piece):
                        assert samples[language] in found(db, ask(piece)), piece


def test_arabic_words_are_found_with_what_is_written_onto_them(db: Database) -> None:
    with db.atomic():
        number = put(db, 1, Article(url="http://a/", title="", text="مكافحة جريمة الاتجار بالبشر والتهريب"))
        index_pending(db)
    for word in ("اتجار", "الإتجار", "البشر", "تهريب", "بشر"):
        assert found(db, ask(word)) == [number], word


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("kiln", {1, 2}),
        ("kiln NOT film", {1}),
        ("title:kiln", {2}),
        ('"brick kiln"', {1}),
        ("brick NEAR/3 workers", {1}),
        ("brick NEAR/1 freed", set()),
        ("kil*", {1, 2}),
        ("country:PK kiln", {1}),
        ("language:fr OR country:IN", {2, 3}),
        ("concept:bonded_labour", {1}),
        ("stage:operation", {1}),
        ("date:2026-11-01..2026-11-15", {2}),
        ("NOT kiln", {3}),
        ("esclavage", {3}),
    ],
)
def test_the_rules_of_alerts_are_a_search(db: Database, rule: str, expected: set[int]) -> None:
    mention = Mention(
        concept="bonded_labour", term="brick kiln", language="en", field="text", start=0, end=5,
        sentence_start=0, sentence_end=5, strength="sufficient", position="lead",
    )  # fmt: skip
    rows = (
        (
            Article(url="a", title="Raid", text="Twelve workers freed from a brick kiln.",
                    language="en", published_on=date(2026, 11, 20)),
            Judgement(verdict="relevant", score=1, mentions=(mention,),
                      tags=Tags(countries=("PK",), stages=("operation",))),
        ),
        (
            Article(url="a", title="Kiln, a film", text="A film.", language="en",
                    published_on=date(2026, 11, 10)),
            Judgement(verdict="not_relevant", score=0, tags=Tags(countries=("IN",))),
        ),
        (
            Article(url="a", title="Procès", text="L’esclavage moderne.", language="fr"),
            Judgement(verdict="relevant", score=1),
        ),
    )  # fmt: skip
    with db.atomic():
        for number, (article, judgement) in enumerate(rows):
            put(db, number, article, judgement)
        index_pending(db)
    assert set(found(db, ask(rule))) == expected


def test_filters_and_days_narrow_a_search(db: Database) -> None:
    with db.atomic():
        for day in range(1, 11):
            put(db, day, Article(url="a", title="kiln", text="", language="ur" if day % 2 else "en",
                                 published_on=date(2026, 11, day)))  # fmt: skip
        index_pending(db)
    asked = narrowed(ask("kiln"), [("language", "ur")])
    assert len(search_newest(db, asked.match, most=100)) == 5
    newest = search_newest(db, asked.match, most=2)
    assert article_ids(newest) == [9, 7]
    assert article_ids(search_newest(db, asked.match, before=newest[-1], most=9)) == [5, 3, 1]
    span = Span(first=date(2026, 11, 4), last=date(2026, 11, 7))
    assert article_ids(search_newest(db, asked.match, span=span, most=9)) == [7, 5]


def test_what_is_judged_anew_or_deleted_leaves_the_index(db: Database) -> None:
    with db.atomic():
        number = put(db, 1, Article(url="a", title="kiln", text="brick"))
        index_pending(db)
        db.execute("UPDATE articles SET text = 'hotel' WHERE id = ?", [number])
        index_pending(db)
    assert found(db, ask("brick")) == []
    assert found(db, ask("hotel")) == [number]
    with db.atomic():
        db.execute("DELETE FROM articles WHERE id = ?", [number])
    assert found(db, ask("hotel")) == []
    assert db.execute("SELECT sum(articles) FROM archive_counts").fetchone() == (0,)


def test_hostile_queries_are_words_and_never_an_exception(db: Database) -> None:
    with db.atomic():
        put(db, 1, Article(url="a", title="kiln", text="brick"))
        index_pending(db)
    for line in (corpus("hostile") / "lists" / "fts-queries.jsonl").read_text().splitlines():
        found(db, ask(json.loads(line)["q"]))


@pytest.mark.corpus
def test_a_search_loses_nothing_that_the_rule_of_an_alert_finds(db: Database) -> None:
    lines = (corpus("relevance") / "items.jsonl").read_text(encoding="utf-8").splitlines()
    choose = random.Random(5)
    rows = choose.sample([json.loads(line) for line in lines], 150)
    with db.atomic():
        ids = [
            put(db, n, Article(url="a", title=row["title"] or "", text=row["text"]))
            for n, row in enumerate(rows)
        ]
        index_pending(db)
    stored = {i: article for i in ids if (article := get_article(db, i))}
    lost = []
    for row in rows[:60]:
        words = [w for w in re.findall(r"\w+", row["text"]) if len(w) > 1]
        at = choose.randrange(max(1, len(words) - 5))
        one, two, *_, last = words[at : at + 5]
        for text in (one, f'"{one} {two}"', f"{one} NEAR/5 {last}", f"{one[:4]}*", f"{one} NOT {last}",
                     f"title:{one}", f"({one} OR {last})", f"{one} SAME {last}"):  # fmt: skip
            rule = parse_rule(text)
            meeting = {i for i, article in stored.items() if matches(rule, *article)}
            lost += [text] if meeting - set(found(db, ask(text))) else []
    assert lost == []


@pytest.mark.corpus
def test_labelled_articles_are_found_by_the_words_in_them(db: Database) -> None:
    lines = (corpus("relevance") / "items.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines][::2]
    ids = {}
    with db.atomic():
        for number, row in enumerate(rows):
            ids[row["id"]] = put(db, number, Article(url="a", title=row["title"] or "", text=row["text"]))
        index_pending(db, most=10_000)
    choose = random.Random(6)
    tries: defaultdict[str, list[bool]] = defaultdict(list)
    for row in rows:
        words = row["text"].split()
        for count in (1, 3):
            start = choose.randrange(max(1, len(words) - count))
            text = " ".join(words[start : start + count])[:60]
            if not re.search(r"\w", text):
                continue
            tries[row["lang"]].append(ids[row["id"]] in found(db, ask(text)))
            tries[row["lang"]].append(ids[row["id"]] in found(db, ask(f'"{text.replace(chr(34), " ")}"')))
    assert {language: sum(t) / len(t) for language, t in tries.items() if sum(t) < 0.98 * len(t)} == {}
