"""Pages that are no article although they came with status 200: walls, challenges, soft 404s.

Each sign is weighed against how much there is to read: a story about cookies is long, a consent wall
is not. What is recognised raises `Blocked` with the kind of wall, so that the feed's text is used instead.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from monitor.articles.blocks import UNDIVIDED

_UNDIVIDED = re.compile(f"[{UNDIVIDED}]")
_CHALLENGE_TITLE = re.compile(
    r"just a moment|attention required|access denied|are you (a )?(robot|human)|"
    r"pardon our interruption|checking your browser|ddos-guard"
    r"|robot (check|or human)|bot verification|verify(ing)? (that )?you are (a )?human|security (check|"
    r"verification)|request (blocked|rejected)"
    r"|you have been blocked|403 forbidden|error 1020|captcha|human verification",
    re.IGNORECASE,
)
_CHALLENGE_CODE = re.compile(
    r"cf-chl-|/cdn-cgi/challenge-platform|_Incapsula_Resource|px-captcha|geo\.captcha-delivery\.com|"
    r"awswaf|cf-browser-verification|g-recaptcha"
)
_CONSENT = re.compile(
    r"before you continue|bevor sie fortfahren|avant de continuer|we (value|respect|"
    r"care about) your privacy|your privacy (choices|is important)"
    r"|accept (all )?cookies|manage (your )?(cookie|privacy|consent)|"
    r"wir (und unsere partner )?(verwenden|nutzen) cookies|cookies akzeptieren"
    r"|(nous|et nos partenaires) utilis(ons|ent) des cookies|accepter (et continuer|les cookies)|"
    r"aceptar (todas las )?cookies|gestionar cookies|usamos cookies"
    r"|our partners (store|process)|consent to (the use|our)|tracking und cookies|"
    r"mit werbung (und tracking )?lesen|accetta i cookie",
    re.IGNORECASE,
)
_CONSENT_HOST = re.compile(r"^(consent|guce|myprivacy|privacy-?gate|cmp)\b", re.IGNORECASE)
_MISSING = re.compile(
    r"^\W*(error )?404\b|page (was )?not found|page (can ?not|could not|can't|couldn't) be found|"
    r"page (you .{0,40})?(does not|doesn't|no longer) exist|nothing (was )?found"
    r"|(seite|artikel|dokument) (wurde )?nicht gefunden|page (est )?introuvable|page non trouvée|"
    r"página no (encontrada|existe)|página não encontrada|pagina non trovata"
    r"|страница не найдена|الصفحة غير موجودة|صفحہ نہیں ملا|صفحه (مورد نظر )?(یافت|پیدا) نشد|"
    r"sayfa bulunamadı|halaman tidak ditemukan|strona nie (została )?znalezion|页面不存在"
    r"|article (is )?no longer available|oops!? ",
    re.IGNORECASE,
)
_PAY = re.compile(
    r"subscribe (now )?to (continue|keep|read)|to (continue|keep) reading|this (article|content|"
    r"story) is (for|only available to|reserved for) (our )?(subscribers|members)"
    r"|(already|existing) (a )?subscriber|subscribers only|log ?in to (continue|read)|"
    r"you have reached your (article )?limit|unlock this (article|story)"
    r"|weiterlesen mit|jetzt (weiterlesen|abonnieren)|nur für abonnent|artikel ist nur|"
    r"réservé aux abonnés|il vous reste .{0,30} à lire|pour lire la suite"
    r"|contenido exclusivo para suscriptores|suscríbete para|exclusivo para assinantes|"
    r"только для подписчиков",
    re.IGNORECASE,
)


def wall_in(
    *, title: str, text: str, html: str, status: int, url: str, final_url: str, closed: bool
) -> str | None:
    """Return what stands in front of the article, in words for the person who runs the monitor, or None.

    Args:
        title: the page's headline.
        text: what was read.
        html: the page's source.
        status: HTTP's.
        url: the address that was asked for.
        final_url: the address that answered.
        closed: whether the page's JSON-LD says that it is not free.
    """
    # Where words are not divided by spaces, three characters are about one.
    undivided = len(_UNDIVIDED.findall(text)) > len(text) / 2
    words = len(text) // 3 if undivided else len(text.split())
    if words < 400 and (wall := _in_the_way(title, text, words, html, status)):
        return wall
    if words < 120 and (closed or _PAY.search(text[-400:]) or _PAY.search(text[:300])):
        return "a paywall"
    return _moved(url, final_url, words)


def _in_the_way(title: str, text: str, words: int, html: str, status: int) -> str | None:
    if status in {401, 403, 429, 503} or (words < 150 and _CHALLENGE_TITLE.search(title[:120])):
        return "a bot challenge"
    if words < 30 and _CHALLENGE_CODE.search(html[:60_000]):
        return "a bot challenge"
    if status in {404, 410} or (
        words < 200 and (_MISSING.search(title[:150]) or _MISSING.search(text[:150]))
    ):
        return "a page that says it does not exist"
    if len(_CONSENT.findall(f"{title} {text}")) >= (1 if words < 120 else 3):
        return "a consent wall"
    return None


def _moved(url: str, final_url: str, words: int) -> str | None:
    try:
        asked, came = urlsplit(url), urlsplit(final_url)
    except ValueError:
        return None
    if _CONSENT_HOST.match(came.hostname or "") and came.hostname != asked.hostname:
        return "a consent wall"
    if words < 150 and came.path in {"", "/"} and not came.query and len(asked.path) > 12:
        return "the front page instead of the article"
    return None
