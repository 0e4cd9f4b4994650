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
    r"بیشتر بخوانید|همچنین بخوانید|यह भी पढ़ें|ये भी पढ़ें|相关阅读|推荐阅读|関連記事|(tags?|keywords?|"
    r"schlagw(ort|orte|örter)|etiquetas|mots[- ]clés|теги|метки)\s*[:\n]|"
    r"follow (?!these )(\S+ ){1,5}on (twitter|facebook|instagram|linkedin|youtube|telegram|x\b)|"
    r"(enter|add) your e-?mail|(submit|send) (your|a) letter|(print|e-?mail|save) this\b|help (me|"
    r"us) spread|get the latest .{0,60}inbox|was this .{0,30}(helpful|forwarded)|if you('|"
    r"’)re seeing this|as an amazon associate|we (may|might) (be compensated|earn|receive) |(this|"
    r"the) (post|article|page|story|site) (may )?(contain|include)s? (affiliate|sponsored|"
    r"references to products)|(book|request) an? .{0,15}(demo|quote|consultation)$|mehr themen:?$|"
    r"auch auf \S+\.(de|at|ch)$|(sie sind|du bist) .{0,20}nicht (eingeloggt|angemeldet)|(rezept|"
    r"artikel|seite|beitrag) (drucken|teilen|merken)|gefällt (dir|ihnen|euch) (unser|dieser|der)|"
    r"abonnieren sie|abonniere\b|folgen sie uns|folge uns|folgt uns|abonnez[- ]vous|inscrivez[- ]vous|"
    r"suivez[- ]nous|rejoignez[- ]nous|cliquez ici|voir aussi|partager (sur|cet)|suscríb(e|a)(te|"
    r"se)\b|síguenos|haz clic|haga clic|regístrate|apóyanos|mira lo que tiene|comparte est[ae]|"
    r"(ya )?sabías que .{0,40}canal|sigue nuestr[oa]|assine\b|inscreva-se|siga-nos|"
    r"siga [oa] .{2,40}(instagram|facebook|youtube|whatsapp)|clique aqui|saiba mais|iscriviti|"
    r"abbonati|seguici|clicca qui|condividi (su|questo)|zapraszamy .{0,20}(subskrypcji|prenumeraty)|"
    r"zapisz się|subskrybuj|obserwuj nas|abonneer|volg ons|lees meer|подпишитесь|смотрите также|"
    r"присоединяйтесь к|читайте також|підписуйте?с[ья]|bizi takip|ilgili haber|ikuti (kami|kanal)|"
    r"simak juga|تابعونا|تابعنا|اشترك (الآن|في (قناة|نشرة))|للمزيد|عضو کانال|ہمیں فالو|हमें फॉलो|"
    r"और पढ़ें|আরও পড়ুন|আরো পড়ুন|关注我们|点击(查看|这里)|あわせて読みたい|lea( más)?:|leia:|lisez aussi|"
    r"vorschau auf den nächsten|(nächster|vorheriger) artikel|(next|previous) (article|post|story)\b|"
    r"article (suivant|précédent)|artículo (siguiente|anterior)|become an? .{0,20}member|"
    r"werden sie mitglied|werde mitglied|devenez membre|hazte (socio|miembro)|"
    r"unterstützen? .{0,30}(bereits|schon) (mit|ab) \d|weitere \w*(tipps|news|meldungen|"
    r"infos)\b.{0,40}$|weitere informationen (hierzu|dazu|finden sie|gibt es)|(video|audio|"
    r"beitrag) verfügbar (bis|ab)|(amazon|shopping|kauf|buch)[- ]?tipp:|(bild|foto|fotos|photo|image|"
    r"kuva|фото|crédit photo|photo credit|image illustrative)\s*:)",
    re.IGNORECASE,
)


_ENDS_ASKING = re.compile(
    r"\b(sign up|subscribe|register|click|donate|read more) (here|now|today)\W*$|"
    r"\b(hier|jetzt) (anmelden|abonnieren|registrieren)\W*$|\b(suscríb[ea][ts]e|regístrate) (aquí|ahora)\W*$|"
    r"\b(inscrivez|abonnez)-vous (ici|maintenant)\W*$",
    re.IGNORECASE,
)


def asks(line: str) -> bool:
    """Say whether a short line only asks the reader to click, follow, or give, or names a picture."""
    return len(line) < _LONGEST and bool(_ASKS.match(line) or _ENDS_ASKING.search(line, len(line) - 60))
