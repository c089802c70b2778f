"""Which village a name means: spellings of one, and names that may be one and may be two.

A name typed without diacritics means the one village that it can mean; where marks differ, or
only one name says "(Cẩm Long cũ)", nobody but the office knows, so it is asked and not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations
from typing import Literal

from shared.problems import Code, Problem
from shared.text import clean, fold

VILLAGE_WORDS = "thon|ban|xom|khu pho|khu|to dan pho|tdp|lang"
"""What a village is called, folded."""

# "Thôn1", "Thôn số 1", "T.1", "KP 2" are written too.
_PREFIX = re.compile(rf"({VILLAGE_WORDS}|kp)(?=\d|\b)(?:[ .:]*so(?=[ .:]*\d))?|t(?=\.|\d)")
_KINDS = {"ban": "ban", "xom": "xom", "khu": "khu", "khu pho": "khu", "kp": "khu"} | dict.fromkeys(
    ("to dan pho", "tdp"), "to dan pho"
)
"""What tells a village of one name from another: the rest of `VILLAGE_WORDS` mean any village."""
_ONE_SIGN = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))
# "Thôn Hải" and "Thôn Bà" fold like numbers too: so whoever writes one so is asked, not understood.
_NUMERALS = {
    word: str(number)
    for words in ("mot hai ba bon nam sau bay tam chin muoi", "i ii iii iv v vi vii viii ix x")
    for number, word in enumerate(words.split(), start=1)
} | {"tu": "4"}
# So many words that all lost their marks were typed without them; one may be another word.
_TYPED_WITHOUT = 2

Identity = tuple[str, str, tuple[str, ...], str]
"""What a village is told by: its kind where that is not "thôn", its folded name, the marks of each
word, what stands in brackets."""
Likeness = Literal["same", "unmarked", "doubtful", "other"]
"""How near two names are: one village; one but that marks, or what it is called, were not typed;
maybe; two villages."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name that may mean one of `candidates`, or a village of its own; `chosen` is what the
    office has said so far.
    """

    name: str
    candidates: tuple[str, ...]
    may_be_new: bool = True
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Which village a name of a list means: none until the office has settled the `doubt`;
    `problem` is what has to be said of it.
    """

    village: str = ""
    problem: Problem | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """What a name is held against: the villages there, and what the office chose for a name: one
    of its candidates, or the name itself where it is a village of its own. `former` are names of
    villages that were joined to others, each with the one that it means by now.
    """

    known: Sequence[str] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def village_key(name: str) -> str:
    """Return what names that may mean one village share: "Thôn Đồi Chông", "doi chong"; "Thôn 01",
    "1", "Thôn Một", "Thôn I"."""
    own = _folded(name)
    return _NUMERALS.get(own, own)


def _folded(name: str) -> str:
    """Return a name without its marks, its zeros and the word for what it is the name of."""
    folded = re.sub(r"\b0+(?=\d)", "", fold(_parted(name)[0].translate(_ONE_SIGN)))
    return _PREFIX.sub("", folded, count=1).strip(" .:-") or folded


@lru_cache(maxsize=4096)
def identity(name: str) -> Identity:
    """Return what is equal for spellings of one village and differs for two: "Hoà" is "Hòa"."""
    own, beside = _parted(name)
    return _kind(own), _folded(name), _marks(own), beside.casefold()


def _kind(own: str) -> str:
    begun = _PREFIX.match(fold(own))
    return _KINDS.get(begun[1] or "", "") if begun else ""


def _parted(name: str) -> tuple[str, str]:
    """Return a name, and what is said of it in brackets: "Thôn Phú Lai", "Cẩm Long cũ"."""
    own, _, beside = clean(name).partition("(")
    return (own.strip(), beside.strip(" .)")) if own.strip() else (clean(name), "")


def _marks(own: str) -> tuple[str, ...]:
    """Return the marks of each word of a name, but of what it is called before it."""
    begun = _PREFIX.match(fold(own))
    words = unicodedata.normalize("NFD", own[begun.end() if begun else 0 :].casefold()).split()
    return tuple(
        "".join(sorted(c for c in word if c == "đ" or unicodedata.combining(c)))
        for word in words
        if any(map(str.isalnum, word))
    )


def _is_called(name: str) -> bool:
    """Say whether a name says what it is the name of: "thon Trung"."""
    return bool(_PREFIX.match(fold(name)))


def _is_plain(name: str) -> bool:
    """Say whether nothing of a name has a mark: it may have been typed without."""
    return fold(name) == clean(name).casefold()


def _lacks_marks(one: str, other: str) -> bool:
    """Say whether `one` is `other` typed without marks, and not the name of another village.

    "Thôn Trung" may be no other than itself: its "Thôn" has marks, and one word proves nothing.
    """
    lost = sum(map(bool, identity(other)[2]))
    return not any(identity(one)[2]) and lost >= (1 if _is_plain(one) else _TYPED_WITHOUT)


def likeness(one: str, other: str) -> Likeness:
    """Say how near two names are, whichever comes first."""
    (kind, own, _, beside), (other_kind, other_own, _, other_beside) = map(identity, (one, other))
    is_other = village_key(one) != village_key(other)
    if is_other or (beside and other_beside and beside != other_beside):
        return "other"
    if identity(one) == identity(other):
        return "same"
    if own != other_own or (kind != other_kind and _is_called(one) and _is_called(other)):
        # One has a word for its number; or both are called what they are: "Khu 1", "Thôn 1".
        return "doubtful"
    if identity(one)[1:] == identity(other)[1:]:
        # Only one is called what it is.
        return "unmarked"
    is_lost = _lacks_marks(one, other) or _lacks_marks(other, one)
    return "unmarked" if is_lost and beside == other_beside else "doubtful"


def look_alike(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of names that somebody may take for one village."""
    return [pair for pair in combinations(names, 2) if likeness(*pair) in ("unmarked", "doubtful")]


def understand(names: Iterable[str], register: Register) -> dict[str, Meaning]:
    """Return what each of the names of one list means."""
    known: dict[str, list[str]] = defaultdict(list)
    for name in register.known:
        known[village_key(name)].append(name)
    names = dict.fromkeys(names)
    meanings = _by_former_names(names, register)
    # Names of different keys are of different villages: a list may have thousands.
    typed: dict[str, dict[tuple[Identity, bool], list[str]]] = defaultdict(dict)
    for name in names:
        if name in meanings:
            continue
        spelt = typed[village_key(name)]
        spelt.setdefault((identity(name), _is_plain(name)), []).append(name)
    for key, groups in typed.items():
        # By its "thon" one spelling tells that marks are lost, in whatever order they stand.
        tellers = [max(group, key=_is_called) for group in groups.values()]
        found = _Understanding(Register(known[key], register.chosen), tellers)
        for teller, group in zip(tellers, groups.values(), strict=True):
            meanings |= dict.fromkeys(group, found.of(teller))
    return meanings


def _by_former_names(names: Iterable[str], register: Register) -> dict[str, Meaning]:
    """Return what those names mean that are a village's which has become part of another; they
    are candidates for no other name.
    """
    there = set(map(identity, register.known))
    former = {identity(old): heir for old, heir in register.former.items()}
    return {
        name: Meaning(heir, Problem(Code.VILLAGE_MERGED, name=name, village=heir))
        for name in names
        if (heir := former.get(identity(name))) and identity(name) not in there
    }


class _Understanding:
    """Names of one key in a list, each in its first spelling, beside those of the register."""

    def __init__(self, register: Register, names: Sequence[str]) -> None:
        self.known, self.chosen = register.known, register.chosen
        self.names = names
        self.fresh = [each for each in names if not _is_named(each, self.known)]

    def of(self, name: str) -> Meaning:
        here = clean(name).casefold()
        if exact := next((each for each in self.known if clean(each).casefold() == here), ""):
            return Meaning(exact)
        pool = (*self.known, *(each for each in self.fresh if _is_richer(each, name)))
        near = {each: how for each in pool if (how := likeness(name, each)) != "other"}
        if not near:
            return self._new(name)
        if same := next((each for each, how in near.items() if how == "same"), ""):
            rivals = self._rivals(name, near)
            return self._asked(Doubt(name, (same, *rivals), False)) if rivals else self._as(same)
        candidates = tuple(near)
        is_sure = [*near.values()] == ["unmarked"] and not self._is_claimed(name, candidates[0])
        if not is_sure or name in self.chosen:
            return self._asked(Doubt(name, candidates))
        meant = self._as(candidates[0]).village
        said = Problem(Code.VILLAGE_UNDERSTOOD, name=name, village=meant)
        return Meaning(meant, said if meant else _undecided(name, candidates))

    def _as(self, village: str) -> Meaning:
        return self.of(village) if village in self.fresh else Meaning(village)

    def _rivals(self, name: str, near: Mapping[str, Likeness]) -> list[str]:
        """Return what a name may mean besides the village that it equals: its marks may not have
        been typed. Those that the list names itself it does not mean by "Trung", unless by "thon
        trung", in which marks are lost for sure.
        """
        if not _is_plain(name):
            return []
        is_lost = _is_called(name)
        others = (each for each, how in near.items() if how == "unmarked")
        return [each for each in others if is_lost or not _is_named(each, self.names)]

    def _is_claimed(self, name: str, village: str) -> bool:
        """Say whether a third name, which is another than this one, may mean that village too."""
        return any(
            likeness(name, each) == "doubtful" and likeness(each, village) != "other"
            for each in self.fresh
        )

    def _asked(self, doubt: Doubt) -> Meaning:
        chosen = self.chosen.get(doubt.name, "")
        if doubt.may_be_new and chosen == doubt.name:
            return Meaning(chosen, doubt=replace(doubt, chosen=chosen))
        if chosen in doubt.candidates and (meant := self._as(chosen).village):
            return Meaning(meant, doubt=replace(doubt, chosen=chosen))
        return Meaning("", _undecided(doubt.name, doubt.candidates), doubt)

    def _new(self, name: str) -> Meaning:
        before = self.fresh[: self.fresh.index(name)]
        other = next((each for each in before if likeness(name, each) == "doubtful"), "")
        said = Problem(Code.VILLAGES_ALIKE, name=name, other=other) if other else None
        return Meaning(name, said)


def _is_named(village: str, names: Iterable[str]) -> bool:
    return any(likeness(each, village) == "same" for each in names)


def _is_richer(other: str, name: str) -> bool:
    """Say whether `other` is `name` with the marks that it lacks, or that its "thon" lacks, or with
    what it is called.
    """
    how = likeness(name, other)
    is_told = _is_plain(name) and not _is_plain(other) and how == "same"
    is_called = how == "unmarked" and _is_called(other) and not _is_called(name)
    return is_told or is_called or _lacks_marks(name, other)


def _undecided(name: str, candidates: Sequence[str]) -> Problem:
    others = " hay ".join(f"“{each}”" for each in candidates)
    return Problem(Code.WHICH_VILLAGE, name=name, others=others)
