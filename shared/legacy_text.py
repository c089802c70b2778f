"""Text typed before Unicode: TCVN3 (fonts ".VnTime") and VNI become Vietnamese again.

Such files hold one byte per sign, and only their fonts show Vietnamese. Which code a text is in is
told by counting: read the right way, its words are Vietnamese syllables. One word may be a syllable
in two codes ("Lò" is "Lũ" in TCVN3), so whole lists are weighed, never one cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Legacy = Literal["", "tcvn3", "vni"]
"""The code of a text; "" is Unicode."""

_CODES: tuple[Legacy, ...] = ("tcvn3", "vni")
_SIGNS = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦"
_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
_TCVN3 = {ord(sign): letter for sign, letter in zip(_SIGNS, _LETTERS, strict=True)}

_TONES = "\u0301\u0300\u0309\u0303\u0323"  # sắc, huyền, hỏi, ngã, nặng
_PLAIN = dict(zip("ùøûõï", _TONES, strict=True))
_HAT = {"â": "\u0302"} | {m: f"\u0302{t}" for m, t in zip("áàåãä", _TONES, strict=True)}
_BREVE = {"ê": "\u0306"} | {m: f"\u0306{t}" for m, t in zip("éèúüë", _TONES, strict=True)}
# A vowel and the mark typed after it; ơ and ư are signs of their own and take marks too.
_VNI_MARKS: Mapping[str, Mapping[str, str]] = {
    "a": _PLAIN | _HAT | _BREVE, "e": _PLAIN | _HAT, "o": _PLAIN | _HAT,
    "u": _PLAIN, "y": _PLAIN, "ô": _PLAIN, "ö": _PLAIN,
}  # fmt: skip
_VNI_SIGNS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI = re.compile("([aeouyôö])([ùøûõïâáàåãäêéèúüë])|[ñôöæóòî]", re.IGNORECASE)

_RIMES = frozenset(
    re.findall(
        r"\w+",
        """a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich im in inh ip it iu
    iêc iêm iên iêng iêp iêt iêu o oc oi om on ong op ot ooc oong oa oac oach oai oam oan oang oanh
    oao oap oat oay oăc oăm oăn oăng oăt oe oem oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uâ uân uâng uât uây uê uêch uên uênh uô uôc uôi uôm uôn uông uôt uơ
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp
    ươt ươu y ych yêm yên yêng yêt yêu ynh yt""",
    )
)
_ONSETS = {*"bcdđghklmnprstvx", "", *re.findall(r"\w+", "ch gh gi kh ng ngh nh ph qu th tr")}
_STOPPED = re.compile(r".*[ptc]h?")
_BETWEEN = re.compile(r"[\s!-/:-@\[-`{-~]+")
_LATIN = 0xFF
_LEAST = 2
"""Words that only a legacy code explains, without which a list is taken for Unicode."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How a list is written; in a mixed one, what is Vietnamese as it stands is left alone."""

    code: Legacy = ""
    is_mixed: bool = False


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Say whether `word` is written as a Vietnamese syllable is."""
    marked = unicodedata.normalize("NFD", word.casefold())
    tones = [mark for mark in marked if mark in _TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in marked if c not in _TONES))
    if len(tones) > 1 or (_STOPPED.fullmatch(bare) and tones not in (["\u0301"], ["\u0323"])):
        return False
    return any(bare[:cut] in _ONSETS and bare[cut:] in _RIMES for cut in range(4))


def to_unicode(text: str, code: Legacy) -> str:
    """Return `text` of the given code as Unicode; what a font made capitals becomes capitals."""
    if code == "tcvn3":
        return _with_capitals(text, text.translate(_TCVN3))
    if code == "vni":
        return unicodedata.normalize("NFC", _VNI.sub(_of_vni, text))
    return text


def _of_vni(found: re.Match[str]) -> str:
    vowel, mark = (found[1] or found[0]), found[2]
    marks = _VNI_MARKS.get(vowel.lower(), {})
    letter = _VNI_SIGNS.get(vowel.lower(), vowel.lower())
    # A mark that its vowel never takes stands for itself: "Lo" + "ï" is no letter of VNI.
    rest = marks.get(mark.lower(), mark) if mark else ""
    return (letter.upper() if vowel.isupper() else letter) + rest


def _with_capitals(typed: str, text: str) -> str:
    """Give back what TCVN3 cannot say: it has no capitals with tones, but a font of capitals."""
    plain = ["".join(c for c in word if c.isascii() and c.isalpha()) for word in typed.split()]
    if max(map(len, plain), default=0) > 1 and "".join(plain).isupper():
        return text.upper()
    words = text.split(" ")
    if any(word[:1].isupper() for word in words):
        words = [f"{w[0].upper()}{w[1:]}" if w and _is_toned(w[0]) else w for w in words]
    return " ".join(words)


def _is_toned(letter: str) -> bool:
    return any(mark in _TONES for mark in unicodedata.normalize("NFD", letter))


def find_code(texts: Iterable[str]) -> Finding:
    """Return how the cells of one list are written."""
    unicode = 0
    stray: dict[str, int] = {}
    for text in texts:
        if text.isascii():
            continue
        for word in _words(text):
            if _is_beyond_latin(word):
                unicode += is_syllable(word)
            elif not is_syllable(word):
                stray[word] = stray.get(word, 0) + 1
    told = {code: [w for w in stray if is_syllable(to_unicode(w, code))] for code in _CODES}
    best = max(_CODES, key=lambda code: sum(stray[word] for word in told[code]))
    count = sum(stray[word] for word in told[best])
    if len(told[best]) < _LEAST or 2 * count < sum(stray.values()) or 50 * count < unicode:
        return Finding()
    return Finding(best, is_mixed=5 * unicode >= count)


def as_told(code: Legacy, texts: Iterable[str]) -> Finding:
    """Return the finding of an officer who knows the code, of which some cells may be free."""
    return Finding(code, is_mixed=any(map(_is_beyond_latin, texts)))


def mend(text: str, finding: Finding) -> str:
    """Return a cell of the list in Unicode; what is no legacy text is left as it is."""
    if not finding.code or text.isascii() or _is_beyond_latin(text):
        return text
    if finding.is_mixed and all(map(is_syllable, _words(text))):
        return text
    return to_unicode(text, finding.code)


def decode(data: bytes) -> str:
    """Return the text of a file without a name of its code: UTF-8, UTF-16, cp1258, or one byte per
    sign, in which `find_code` may then find TCVN3 or VNI.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
    if even + odd > len(data[:4096]) // 5:
        return data.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        single = data.decode("latin-1")
    windows = unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))
    sample, other = _words(single[:200_000]), _words(windows[:200_000])
    scores = [sum(is_syllable(to_unicode(word, code)) for word in sample) for code in _CODES]
    return windows if sum(map(is_syllable, other)) >= max(scores) else single


def _words(text: str) -> list[str]:
    """Return the words of `text` that have more than ASCII letters."""
    parts = _BETWEEN.split(unicodedata.normalize("NFC", text))
    return [part for part in parts if not part.isascii()]


def _is_beyond_latin(text: str) -> bool:
    composed = unicodedata.normalize("NFC", text)
    return any(ord(c) > _LATIN and (c.isalpha() or unicodedata.combining(c)) for c in composed)
