"""The identity of an address, and which addresses a page may claim for itself.

`canonical` is for comparing, not for fetching: it folds what does not change the document. What it
strips is a fixed list of tracking parameters; a parameter that merely looks technical ("id", "eid",
"source") may name the article, and dropping it would merge two articles into one, which loses one.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

LONGEST = 2048
# From the published lists of browsers' query stripping (Firefox, Brave, ClearURLs), whole names or prefixes.
_TRACKING = re.compile(
    r"(utm_|mtm_|pk_|piwik_|hsa_|vero_|oly_|mc_|itm_|ns_|wt_|at_)\w*"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh|li_fat_id"
    r"|_ga|_gl|_hsenc|_hsmi|hsctatracking|mkt_tok|s_cid|cmpid|cmp|ocid|ncid|icid|xtor|ftag|smid|smtyp|"
    r"sr_share"
    r"|ref|ref_src|ref_url|referrer|feature|rss|from_rss|amp|outputtype|spm|share|shareadraft|cvid|guccounter"
    r"|guce_referrer|guce_referrer_sig|__twitter_impression|traffic_source|fb_action_ids|fb_ref|fb_source",
    re.IGNORECASE,
)
_AMP_PATH = re.compile(r"(/amp(?=/|$)/?)|(\.amp(?=\.html?$))|(\.amp$)", re.IGNORECASE)
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"[\w.\-]+|\[[0-9a-f:.]+\]", re.IGNORECASE)


def canonical(url: str) -> str:
    """Return the identity of an address: two spellings of one article give one string.

    Folds scheme (https), "www.", "m." and AMP forms, case of the host, default ports, fragments, tracking
    parameters, the order of parameters, percent-encoding and a closing slash. An address that cannot be
    taken apart is returned without its surrounding white space.
    """
    stripped = url.strip()
    try:
        parts = urlsplit(stripped)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return stripped
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return stripped
    host = _HOST_PREFIX.sub("", _ascii_host(host.lower()))
    netloc = host if port in {None, 80, 443} else f"{host}:{port}"
    path = re.sub("/{2,}", "/", _AMP_PATH.sub(_keep_slash, parts.path))
    path = quote(unquote(path, errors="surrogateescape"), safe="/:@!$&'()*+,;=~-._", errors="surrogateescape")
    pairs = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k)]
    return urlunsplit(("https", netloc, path.rstrip("/"), urlencode(sorted(pairs), errors="replace"), ""))


def claimed(page_url: str, href: str | None) -> str | None:
    """Return the address that a page states as its own, if the statement may be believed.

    A page may only speak for its own host: anything else, an address with credentials,
    another port or a scheme other than http(s) is ignored. So is a claim to be the front page.
    """
    if not href or len(href) > LONGEST:
        return None
    href = href.strip()
    try:
        there, here = urlsplit(urljoin(page_url, href)), urlsplit(page_url)
        same_host = _site(there.hostname) == _site(here.hostname) and there.port == here.port
    except ValueError:
        return None
    if (
        _UNSAFE.search(href)
        or there.scheme not in {"http", "https"}
        or "@" in there.netloc
        or not _HOST.fullmatch(there.hostname or "")
    ):
        return None
    front_page = there.path in {"", "/"} and not there.query and here.path not in {"", "/"}
    return there.geturl() if same_host and not front_page else None


def _site(host: str | None) -> str:
    return _HOST_PREFIX.sub("", (host or "").lower().rstrip("."))


def home_of(address: str) -> str:
    """Return the host of an address without its "www.", empty where it has none."""
    _, scheme, rest = address.partition("://")
    return _HOST_PREFIX.sub("", rest.partition("/")[0].lower()) if scheme else ""


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _keep_slash(match: re.Match[str]) -> str:
    return "/" if match[0].endswith("/") else ""
