"""Lines that are no part of an article wherever they stand: they ask for a click, a follower or a donation.

Told by their first words, in the languages that are read most; such a line is short.
"""

from __future__ import annotations

import re

_LONGEST = 300  # characters
_ASKS = re.compile(
    r"^\W*(read (also|more|next|this (story|article|post)|the full|our)\b|also read\b|see also\b|"
    r"related (stories|articles|news|topics|posts)|more (on|from) (this|our|the)\b|(click|tap) here\b|"
    r"sign up\b|subscribe\b|newsletter|follow (us|our|@)|join (us|our)\b|like us\b|share this\b|"
    r"share on\b|advertisement\b|sponsored\b|download (the|our) .{0,30}app\b|donate\b|support (us|"
    r"our)\b|you may also like|you might also|recommended (for you|stories)?:?$|trending( now)?:?$|"
    r"watch( now)?:|listen( now)?:|all rights reserved|copyright (©|\(c\)|\d)|©|story continues below|"
    r"continue reading|published in .{0,30}, .{0,40}\d{4}$|lesen sie (auch|mehr)|mehr zum thema|"
    r"das könnte sie|auch interessant|lire aussi|à lire (aussi|également)|lea también|leer? (también|"
    r"más)|te puede interesar|(das )?(thema )?(könnte|dürfte) (dich|dir|euch|ihnen) |"
    r"weitere (informationen|beiträge|artikel|themen)\b.{0,60}:$|zum weiterlesen:?$|schon gelesen\b|"
    r"jetzt (registrieren|anmelden|abonnieren)|teilen:?$|anzeige\W*$|werbung(\W*$|\.|\]| für)|"
    r"(noch )?keine (kommentare|bewertungen)|unterstütze uns|le puede interesar|(vea|mira|ve|"
    r"lee) también|mira:|no te pierdas|únete a (nuestro|nuestra)|to (view|read|"
    r"continue) .{0,40}subscribe|if you('|’)re already a subscriber|on this page:?$|"
    r"for the latest .{0,40}download|this (post|article) (may )?contains? (references|affiliate)|"
    r"leia (também|mais)|veja também|leggi anche|baca (juga|selengkapnya)|lihat juga|читайте также|"
    r"подписывайтесь|zobacz (także|też)|czytaj (także|też|więcej)|lees ook|les også|läs (också|även|"
    r"mer)|lue myös|ayrıca okuyun|اقرأ (أيضا|أيضًا|المزيد)|إقرأ أيضا|مزید پڑھیں|یہ بھی پڑھیں|"
    r"بیشتر بخوانید|همچنین بخوانید|यह भी पढ़ें|ये भी पढ़ें|相关阅读|推荐阅读|関連記事|(tags?|keywords?|schlagw(ort|"
    r"orte|örter)|etiquetas|mots[- ]clés|теги|метки)\s*[:\n]|follow (?!these )"
    r"(\S+ ){1,5}on (twitter|facebook|instagram|linkedin|youtube|telegram|x\b)|(enter|"
    r"add) your e-?mail|(submit|send) (your|a) letter|(print|e-?mail|save) this\b|help (me|us) spread|"
    r"get the latest .{0,60}inbox|was this .{0,30}(helpful|forwarded)|if you('|’)re seeing this|"
    r"as an amazon associate|we (may|might) (be compensated|earn|receive) |(this|the) (post|article|"
    r"page|story|site) (may )?(contain|include)s? (affiliate|sponsored|references to products)|(book|"
    r"request) an? .{0,15}(demo|quote|consultation)$|mehr themen:?$|auch auf \S+\.(de|at|ch)$|(sie sind|"
    r"du bist) .{0,20}nicht (eingeloggt|angemeldet)|(rezept|artikel|seite|beitrag) (drucken|teilen|"
    r"merken)|gefällt (dir|ihnen|euch) (unser|dieser|der)|abonnieren sie|abonniere\b|folgen sie uns|"
    r"folge uns|folgt uns|abonnez[- ]vous|inscrivez[- ]vous|suivez[- ]nous|rejoignez[- ]nous|"
    r"cliquez ici|voir aussi|partager (sur|cet)|suscríb(e|a)(te|se)\b|síguenos|haz clic|haga clic|"
    r"regístrate|apóyanos|mira lo que tiene|comparte est[ae]|(ya )?sabías que .{0,40}canal|"
    r"sigue nuestr[oa]|assine\b|inscreva-se|siga-nos|siga [oa] .{2,40}(instagram|facebook|youtube|"
    r"whatsapp)|clique aqui|saiba mais|iscriviti|abbonati|seguici|clicca qui|condividi (su|questo)|"
    r"zapraszamy .{0,20}(subskrypcji|prenumeraty)|zapisz się|subskrybuj|obserwuj nas|abonneer|volg ons|"
    r"lees meer|подпишитесь|смотрите также|присоединяйтесь к|читайте також|підписуйте?с[ья]|bizi takip|"
    r"ilgili haber|ikuti (kami|kanal)|simak juga|تابعونا|تابعنا|اشترك (الآن|في (قناة|نشرة))|للمزيد|"
    r"عضو کانال|ہمیں فالو|हमें फॉलो|और पढ़ें|আরও পড়ুন|আরো পড়ুন|关注我们|点击(查看|这里)|あわせて読みたい)",
    re.IGNORECASE,
)


def asks(line: str) -> bool:
    """Say whether a short line only asks the reader to click, follow, subscribe or give."""
    return len(line) < _LONGEST and bool(_ASKS.match(line))
