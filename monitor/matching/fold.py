"""One folding for terms and text, with exact offsets back into what was written.

Folding is a map of single characters: each is decomposed (NFKD), loses its case and the marks that its
script does not need, and becomes nothing, one character or several. Because it looks at one character at
a time it gives the same for every Unicode normal form, and it runs in `str.translate`.

- punctuation, hyphens, apostrophes and white space become a space
- soft hyphens, zero-width and directional characters, tatweel and vowel marks vanish
- accents vanish from Latin, Greek, Cyrillic, Arabic and Hebrew, not from Indic or Thai vowels;
  Vietnamese keeps its tones (`KEEP_MARKS`)
- Arabic-script letters that keyboards mix up are one: alef, ya, kaf, ta marbuta and the Urdu forms of ha
- traditional characters of the lexicon's own words become simplified ones
- a word that mixes Latin with Cyrillic or Greek look-alikes is read in the script of most of its letters
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from monitor.matching.alphabets import Alphabet, alphabets

KEEP_MARKS = frozenset({"vi"})
"""Languages in which another accent is another word."""

FEW = 16
"""A text with no more letters than this beside ASCII, and blanks, has them replaced one by one."""

_ASCII = bytes(range(128))

SAMPLE = 400
"""By so many first characters the alphabet of a text is chosen."""

_ARABIC = {
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ک": "ك", "ڪ": "ك", "ګ": "گ", "ة": "ه", "ۃ": "ه",
    "ہ": "ه", "ھ": "ه", "ە": "ه", "ۂ": "ه", "ۀ": "ه", "ں": "ن",
}  # fmt: skip

_DROPPED = frozenset("ـء")
"""Tatweel only stretches a word; the lone hamza is left out by many writers."""

_LATIN = {
    "ß": "ss",
    "ı": "i",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ł": "l",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ё": "е",
}

_TRADITIONAL = (
    "販贩運运賣卖拐拐蛇蛇頭头強强迫迫勞劳動动組组織织淫淫奴奴隸隶債债務务婦妇兒儿"
    "買买親亲虐虐傭佣園园區区電电騙骗詐诈緬缅國国際际剝剥削削集集團团偷偷渡渡擄掳綁绑"
    "賣卖孩孩嬰婴棄弃養养權权議议書书關关預预調调報报導导聯联約约協协罰罚監监獄狱檢检"
    "審审訊讯訴诉警警察察捕捕拘拘捉捉獲获營营救救險险護护產产業业廠厂礦矿礦矿磚砖窯窑"
    "黑黑血血汗汗價价錢钱財财罪罪犯犯團团夥伙嫌嫌疑疑毒毒品品槍枪彈弹歷历史史電电影影"
    "劇剧戲戏遊游賽赛隊队醫医學学術术捐捐贈赠腎肾臟脏體体器器官官移移植植難难民民滯滞"
    "個个條条為为與与對对開开來来從从這这說说時时間间門门題题員员實实當当過过還还點点"
    "機机應应無无業业係系們们樣样經经發发會会東东車车長长馬马風风飛飞見见視视覺觉觀观"
    "計计設设許许論论證证識识讀读變变讓让責责資资費费質质購购輕轻轉转輸输農农連连進进"
    "遠远違违選选適适還还邊边鄰邻鄉乡酬酬釋释錄录鐵铁鏈链銷销鎖锁閉闭陸陆陽阳階阶隨随"
    "雙双離离雖虽雜杂靈灵靜静順顺須须頓顿預预領领頻频願愿類类顧顾顯显飲饮馴驯驅驱驗验"
    "驚惊鬥斗魚鱼鳥鸟麗丽麥麦點点黨党齊齐龍龙龜龟專专業业嚴严臨临舉举義义烏乌樂乐亂乱"
    "爭争於于亞亚畝亩億亿僅仅僑侨僱雇償偿優优傳传傷伤價价備备兩两內内冊册寫写軍军減减"
    "幾几別别剛刚創创劃划劇剧劉刘勝胜勢势區区華华協协單单參参發发變变號号後后嚇吓員员"
    "響响問问啟启喪丧聽听勵励厲厉壓压嚮向圖图圓圆聖圣場场壞坏塊块處处備备復复夠够"
    "奪夺獎奖奮奋媽妈寶宝寢寝審审寬宽屬属屆届岡冈峽峡島岛幣币帶带幫帮幹干庫库廣广廢废"
    "張张彈弹歸归徵征徹彻恆恒悅悦懷怀態态憂忧憐怜憑凭戰战戶户執执擴扩掃扫揚扬擾扰撫抚"
    "換换據据損损搖摇攔拦擁拥擇择擊击擔担攝摄敗败敘叙數数斷断舊旧顯显晉晋曉晓暫暂術术"
    "條条極极構构槍枪標标棟栋樹树橋桥檔档歐欧歲岁殘残殺杀毀毁氣气漢汉溝沟濟济測测渾浑"
    "滅灭滿满漁渔潛潜澤泽濫滥灣湾災灾爐炉煉炼煩烦熱热愛爱牽牵犧牺獨独獻献現现環环瑪玛"
    "產产畢毕異异療疗瘋疯盜盗盡尽監监盤盘眾众確确礎础禍祸禮礼種种稱称穩稳窮穷竊窃筆笔"
    "節节範范簡简籌筹糧粮糾纠紀纪級级紛纷紅红純纯紙纸細细終终結结絕绝給给統统絲丝綠绿"
    "維维網网緊紧線线編编緩缓縣县總总績绩繼继續续罷罢羅罗職职聲声脅胁腦脑臉脸艦舰藝艺"
    "蘇苏蘭兰虛虚蟲虫補补裝装製制複复規规訂订託托記记訪访評评詞词試试話话該该認认語语"
    "誤误請请諾诺謀谋謝谢講讲譯译護护貝贝負负貢贡貧贫貪贪貨货貿贸賀贺賓宾賠赔賢贤賤贱"
    "贏赢趕赶趙赵跡迹踐践車车軌轨較较載载輔辅輛辆輩辈輪轮辦办辭辞遞递遷迁遺遗郵邮鄭郑"
    "醜丑鄧邓針针鋪铺鋼钢錯错鎮镇鏡镜鐘钟陣阵陳陈陰阴際际險险隱隐雲云霧雾韓韩項项顏颜"
    "討讨豬猪誘诱賭赌裡里裏里姦奸僕仆兇凶綫线籲吁儲储紋纹贖赎贓赃販贩"
    "俬私倫伦偵侦傢家凍冻剋克厤历噁恶噹当囌苏孃娘寧宁尋寻屍尸彆别彔录惡恶慶庆懞蒙懲惩搗捣撾挝擣捣敎教斃毙曆历枴拐柺拐査查樓楼檯台櫃柜毆殴決决沒没淪沦濛蒙煙烟爲为爾尔"
    "牴抵矇蒙穀谷穫获箇个糰团納纳紐纽紹绍絡络綑捆練练肅肃脩修脫脱臘腊臺台興兴茲兹菸烟藍蓝衕同襲袭訓训説说豐丰貴贵蹤踪遼辽釦扣錮锢録录錶表閤合陝陕雛雏韆千颱台餘余髮发"
    "鮮鲜鳳凤黃黄齣出"
)
_SIMPLIFIED = dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True))

_CYRILLIC_OR_GREEK = "аеорсухіѕјԁһνοαρι"
_LATIN_TWINS = "aeopcyxisjdhvoapi"
_TO_LATIN = str.maketrans(_CYRILLIC_OR_GREEK, _LATIN_TWINS)
_TO_CYRILLIC = str.maketrans("aeopcyxi", "аеорсухі")
_MIXED = re.compile("[a-z][\u0370-\u04ff]|[\u0370-\u04ff][a-z]")
_OTHER = re.compile("[\u0370-\u04ff]")
_WORD = re.compile("[a-z\u0370-\u04ff]+")


@lru_cache(maxsize=4)
def _any_of(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(characters)}]")


_IGNORED_MARKS = (
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F),
    (0x0670, 0x0670), (0x06D6, 0x06ED), (0x093C, 0x093C), (0x09BC, 0x09BC), (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE2F),
)  # fmt: skip


class _Table(dict[int, str]):
    """The folding of each code point, worked out when it is first met."""

    def __init__(self, *, marks: bool) -> None:
        super().__init__()
        self.marks = marks
        self.odd: set[str] = set()
        self.ascii = "".join(self[code] for code in range(128)).encode().ljust(256)

    @cached_property
    def alphabets(self) -> Sequence[Alphabet]:
        """The alphabets that fold as this table does."""
        return () if self.marks else alphabets(self.__getitem__)

    def oddities(self) -> re.Pattern[str] | None:
        """The characters met so far that become none or several, if any."""
        return _any_of("".join(sorted(self.odd))) if self.odd else None

    def __missing__(self, code: int) -> str:
        folded = self._of(code)
        if len(folded) != 1:
            self.odd.add(chr(code))
        self[code] = folded
        return folded

    def _of(self, code: int) -> str:
        return "".join(self._part(part) for part in unicodedata.normalize("NFKD", chr(code)))

    def _part(self, character: str) -> str:
        code, kind = ord(character), unicodedata.category(character)
        if kind == "Cf" or (kind[0] == "M" and not self._keeps(code)):
            return ""
        if kind[0] == "M":
            return character
        if character in _DROPPED:
            return ""
        if kind[0] not in "LN":
            return " "
        if alike := _ARABIC.get(character, _SIMPLIFIED.get(character)):
            return alike
        lower = unicodedata.normalize("NFKD", character.lower())
        return "".join(_LATIN.get(c, c) for c in lower if unicodedata.category(c)[0] != "M" or self.marks)

    def _keeps(self, mark: int) -> bool:
        if self.marks and mark < 0x0370:
            return True
        return not any(low <= mark <= high for low, high in _IGNORED_MARKS)


_PLAIN = _Table(marks=False)
_MARKED = _Table(marks=True)


@dataclass(frozen=True)
class Folded:
    """A folded text that knows where each of its characters came from."""

    text: str
    original: str
    table: _Table

    @cached_property
    def _steps(self) -> tuple[list[int], list[int]]:
        """Where folded and original positions drift apart: sorted folded positions, and the shift there."""
        odd = None if self.original.isascii() else self.table.oddities()
        if not odd:
            return [], []
        starts: list[int] = []
        shifts: list[int] = []
        shift = 0
        for found in odd.finditer(self.original):
            position, length = found.start(), len(self.table[ord(found[0])])
            # A character that became several: each of them comes from its one position.
            for extra in range(1, length):
                starts.append(position - shift + extra)
                shifts.append(shift - extra)
            shift += 1 - length
            starts.append(position + 1 - (shift))
            shifts.append(shift)
        return starts, shifts

    def origin(self, position: int) -> int:
        """The original offset of the folded character at `position` (the end maps to the end)."""
        if position >= len(self.text):
            return len(self.original)
        starts, shifts = self._steps
        index = bisect_right(starts, position)
        return position + (shifts[index - 1] if index else 0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of a folded one, half-open, with the marks that were folded away."""
        if not self._steps[0]:
            return start, end
        return self.origin(start), max(self.origin(end - 1) + 1, self.origin(end))

    @cached_property
    def offsets(self) -> Sequence[int]:
        """For every folded position the original one, and one more for the end."""
        if not self._steps[0]:
            return range(len(self.text) + 1)
        return [self.origin(i) for i in range(len(self.text) + 1)]


def fold(text: str, language: str | None = None) -> Folded:
    """Fold `text` as its language asks."""
    table = _MARKED if language in KEEP_MARKS else _PLAIN
    folded, mixed = _translate(text, table)
    return Folded(_WORD.sub(_one_script, folded) if mixed else folded, text, table)


def _translate(text: str, table: _Table) -> tuple[str, bool]:
    """`text.translate(table)`, and whether a word of it may mix scripts."""
    if text.isascii():
        return text.encode().translate(table.ascii).decode(), False
    other = [c for c in _not_ascii(text) if table[ord(c)] != " "]
    if len(other) <= FEW and all(table[ord(c)].isascii() for c in other):
        for character in other:
            text = text.replace(character, table[ord(character)])
        # What is left but ASCII is blanks, as the question mark is that stands for it.
        return text.encode("ascii", "replace").translate(table.ascii).decode(), False
    sample = text[:SAMPLE]
    for alphabet in table.alphabets:
        if alphabet.suits(sample):
            folded, mixed = alphabet.fold(text)
            return folded, mixed and _mixes(folded)
    folded = text.translate(table)
    return folded, _mixes(folded)


def _not_ascii(text: str) -> set[str]:
    """The different characters of a text that are not ASCII."""
    return set(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))


def _mixes(folded: str) -> bool:
    return bool(_OTHER.search(folded) and _MIXED.search(folded))


def _one_script(word: re.Match[str]) -> str:
    """A word of mixed scripts in the script that most of its letters have; others as they are."""
    text = word[0]
    if text.isascii():
        return text
    latin = sum(c < "\u0370" for c in text)
    if latin in (0, len(text)):
        return text
    return text.translate(_TO_LATIN if latin * 2 >= len(text) else _TO_CYRILLIC)
