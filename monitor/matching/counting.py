"""Words by which seven languages count people: number words, nouns for people, what happened to them.

`*` behind a word stands for any ending. Number words come from the CLDR's spell-out rules (through
unicode-rbnf), in every gender and case that these have; Urdu, which they lack, stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["rescued", "arrested", "convicted", "dead", "victims"]


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words, separated by blanks.

    `people` follow a number of persons, `kinds` say what happened to them, `units` follow a number that
    counts something else, `before` stand in front of such a number, `links` may stand between a number
    and what happened, `joins` begin another clause,
    `thousand` multiplies.
    """

    people: str
    kinds: dict[Kind, str]
    units: str
    before: str = ""
    links: str = ""
    joins: str = ""
    thousand: str = ""
    numbers: dict[str, int] | None = None


ENGLISH: Final = Words(
    people="""
    people persons person women woman men man girls girl boys boy children child minors minor
    teenagers teens infants babies victims victim survivors workers worker labourers laborers
    migrants migrant refugees nationals citizens foreigners immigrants suspects suspect traffickers
    trafficker smugglers smuggler members defendants individuals others families* passengers asylum
    juveniles adults students villagers fishermen bodies deaths arrests filipinos indians nigerians
    pakistanis bangladeshis nepalis vietnamese chinese africans pimps agents
    """,
    kinds={
        "rescued": "rescue* freed free liberat* saved recovered repatriat*",
        "arrested": "arrest* detain* nabbed held custody apprehend* rounded suspects suspect",
        "convicted": "convict* sentenced jailed guilty imprisoned",
        "dead": "dead died killed drown* perished bodies deaths death suffocat*",
        "victims": "victims victim survivors trafficked enslaved exploited",
    },
    units="""
    year years month months week weeks day days hour hours minutes percent per million billion crore
    lakh kg km miles metres meters feet dollars pounds euros rupees counts charges cases times am pm
    o countries states cities houses vehicles cars boats properties locations premises raids
    brothels th st nd rd
    """,
    before="""
    section article act no number page chapter june july march april may august september october
    november december january february age aged usd rs rm gbp
    """,
    links="""
    were was have been had has being are is from in after on at during and by as others more also
    reported
    """,
    joins="and while",
    thousand="thousand",
    numbers={
        "a dozen": 12,
        "two dozen": 24,
        "three dozen": 36,
        "dozen": 12,
        "half a dozen": 6,
        "a hundred": 100,
    },
)

FRENCH: Final = Words(
    people="""
    personne* femme* homme* fille* fillette* garcon* enfant* mineur* victime* travailleur* migrant*
    refugie* ressortissant* suspect* trafiquant* passeur* membre* individu* prevenu* corps mort*
    adolescent* jeune* proxenete*
    """,
    kinds={
        "rescued": "secour* libere* sauve* liberation recupere*",
        "arrested": "arrete* interpelle* arrestation* garde ecroue* detenu* suspect*",
        "convicted": "condamne* peine* prison",
        "dead": "mort* tue* noye* deced* corps peri*",
        "victims": "victime* exploite* rescape*",
    },
    units="""
    an ans annee* mois semaine* jour* heure* minute* pour million* milliard* euro* dollar* km kg
    fois pays
    """,
    before="article section le du page loi",
    links="ont ete a avaient etaient etait sont est autres par de",
    joins="et tandis",
    thousand="mille",
    numbers={"une dizaine de": 10, "une douzaine de": 12, "une vingtaine de": 20, "une trentaine de": 30,
             "une quarantaine de": 40, "une cinquantaine de": 50, "une centaine de": 100, "dizaine": 10},
)  # fmt: skip

SPANISH: Final = Words(
    people="""
    persona* mujer* hombre* niña* nina* niño* nino* menor* victima* trabajador* jornalero* migrante*
    adolescente* joven* jovenes sospechoso* tratante* detenido* integrante* presunto* individuo*
    extranjer* cuerpo* muerto* cadaver* traficante* pollero* coyote* colombian* venezolan* mexican*
    indocumentado* sujeto*
    """,
    kinds={
        "rescued": "rescat* liber* salv* rescate",
        "arrested": "deten* detien* detuv* arrest* captura* aprehen* sospechoso* presunto* vinculad*",
        "convicted": "conden* sentenci* culpable* prision",
        "dead": "muert* murier* fallec* ahogad* cadaver* cuerpo*",
        "victims": "victima* explotad* tratad*",
    },
    units="""
    año* ano anos mes* semana* dia* hora* minuto* por millon* peso* dolar* euro* km kg vece*
    pais* caso*
    """,
    before="articulo seccion el del pagina ley art",
    links="fueron han sido fue habian estaban son eran otros otras de por a",
    joins="y e mientras",
    thousand="mil",
    numbers={"una decena de": 10, "una docena de": 12, "una veintena de": 20, "una treintena de": 30,
             "un centenar de": 100, "docena": 12},
)  # fmt: skip

RUSSIAN: Final = Words(
    people="""
    человек* люд* женщин* мужчин* девуш* девоч* мальчик* дет* ребен* ребят* несовершеннолетн*
    потерпевш* жертв* рабоч* мигрант* граждан* иностран* подозреваем* обвиняем* участник* подсудим*
    сутенер* тел погибш* раб рабов
    """,
    kinds={
        "rescued": "освобод* освобожд* спас* вызвол*",
        "arrested": "задерж* арест* подозреваем*",
        "convicted": "осужд* осудил* приговорен* приговор* лишени*",
        "dead": "погиб* умер* скончал* утонул* убит* тел",
        "victims": "жертв* потерпевш* пострадавш* эксплуат*",
    },
    units="""
    год* лет месяц* недел* ден* дн* час* минут* процент* миллион* млн рубл* доллар* евро
    км кг раз ст
    """,
    before="статья статьи ст ч п",
    links="были был была уже еще более около свыше из в",
    joins="и а",
    thousand="тыс тысяч тысячи тысяча",
    numbers={"двое": 2, "двоих": 2, "трое": 3, "троих": 3, "четверо": 4, "четверых": 4, "пятеро": 5,
             "пятерых": 5, "шестеро": 6, "шестерых": 6, "семеро": 7, "семерых": 7, "восьмерых": 8,
             "девятерых": 9, "десятерых": 10},
)  # fmt: skip

ARABIC: Final = Words(
    people="""
    شخص* اشخاص امراه نساء رجل رجال فتاه فتيات طفل* اطفال قاصر* قاصرين ضحيه ضحايا عامل* عمال مهاجر*
    لاجي* مواطن* مشتبه* متهم* مرشح* فرد* افراد جثه جثث قتيل* مهرب* وسيط* سيده سيدات
    """,
    kinds={
        "rescued": "انقاذ* انقذت تحرير* حررت حرر اغاثه",
        "arrested": "توقيف* اوقف* اعتقال* اعتقل* ضبط* القبض مشتبه* ايقاف*",
        "convicted": "حكم* ادان* ادين* السجن سجن*",
        "dead": "مصرع* مقتل* قتل* غرق* وفاه توفي* لقوا جثه جثث قتيل*",
        "victims": "ضحيه ضحايا الضحايا استغلال*",
    },
    units="""
    سنه سنوات عام* اعوام شهر* اشهر اسبوع* يوم* ايام ساعه* ساعات دقيق* ميه مليون* مليار* درهم*
    دولار* كيلومتر* كلم
    """,
    before="الماده الفصل ماده فصل سنه عام قانون",
    links="من علي تم اكثر حوالي نحو كانوا ما لا يقل عن",
    joins="بينما فيما",
    thousand="الف الاف",
    numbers={"شخصين": 2, "امراتين": 2, "فتاتين": 2, "طفلين": 2, "رجلين": 2, "قاصرتين": 2, "قاصرين": 2,
             "مشتبه بهما": 2, "ضحيتين": 2, "شخصان": 2},
)  # fmt: skip

URDU: Final = Words(
    people="""
    افراد شخص اشخاص خواتين خاتون عورت* مرد* لركي* لركيان لركيون بچ* بچون بچيان مزدور* متاثرين متاثره
    ملزم* ملزمان سمگلر* اسمگلر* ايجنٹ* ايجنٹون مسافر* پاكستاني* تاركين مهاجرين لاش* لاشين نوجوان*
    كمسن نابالغ محنت انساني
    """,
    kinds={
        "rescued": "بازياب* آزاد رها بچا ريسكيو برآمد ازاد",
        "arrested": "گرفتار* حراست ملزمان",
        "convicted": "سزا* مجرم* قيد",
        "dead": "هلاك* بحق مر لاش* ڈوب* جانبحق",
        "victims": "متاثرين متاثره متاثر شكار",
    },
    units="""
    سال ماه ہفت* دن دنون گهنٹ* روز روپ* لاكه كروڑ فيصد كلو* ميل مقدمات مقدم* بار سالون جولاي
    جون
    """,
    before="دفعه سن نمبر آرٹيكل ايكٹ",
    links="كو كي كا كے ميں نے سے مزيد ديگر",
    joins="اور جبکہ",
    thousand="ہزار",
    numbers=None,
)

URDU_NUMBERS: Final = """
ایک دو تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ تیرہ چودہ پندرہ سولہ سترہ اٹھارہ انیس بیس
اکیس بائیس تئیس چوبیس پچیس چھبیس ستائیس اٹھائیس انتیس تیس اکتیس بتیس تینتیس چونتیس پینتیس
چھتیس سینتیس اڑتیس انتالیس چالیس اکتالیس بیالیس تینتالیس چوالیس پینتالیس چھیالیس سینتالیس
اڑتالیس انچاس پچاس اکیاون باون ترپن چون پچپن چھپن ستاون اٹھاون انسٹھ ساٹھ اکسٹھ باسٹھ
تریسٹھ چونسٹھ پینسٹھ چھیاسٹھ سڑسٹھ اڑسٹھ انہتر ستر اکہتر بہتر تہتر چوہتر پچہتر چھہتر ستتر
اٹھہتر اناسی اسی اکیاسی بیاسی تراسی چوراسی پچاسی چھیاسی ستاسی اٹھاسی نواسی نوے اکانوے
بانوے ترانوے چورانوے پچانوے چھیانوے ستانوے اٹھانوے ننانوے سو
"""
"""One to a hundred, each a word of its own."""

CHINESE_KINDS: Final[dict[Kind, str]] = {
    "rescued": "解救|獲救|营救|營救|获救|救出|营救|救助|脱险",
    "arrested": "抓获|抓獲|逮捕|拘捕|拘留|被捕|落网|抓捕|刑拘|嫌疑人|嫌犯",
    "convicted": "判刑|获刑|判处|定罪|判决|有期徒刑",
    "dead": "死亡|遇难|丧生|身亡|溺亡|遇害|尸体|溺毙",
    "victims": "受害者|受害人|被害人|被拐|被骗",
}

WORDS: Final[dict[str, Words]] = {
    "en": ENGLISH, "fr": FRENCH, "es": SPANISH, "ru": RUSSIAN, "ar": ARABIC, "ur": URDU,
}  # fmt: skip
