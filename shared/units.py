"""Administrative units over time: who succeeded whom, on which day, and whose a village was then.

A change is data (`Succession`), never a rewritten history: what was counted per village is grouped
by the commune of the day that is asked about, so every person is in one commune's sum.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from shared.places import ALWAYS, COMMUNES, REFORM, Commune, Village
from shared.quarter import Quarter
from shared.text import clean, fold, matches

THANH_HOA = "Tỉnh Thanh Hóa"
_KNOWN = {(each.id, each.code): each for each in COMMUNES}
_KINDS = re.compile(r"(Xã|Phường|Thị trấn|Đặc khu) ")


@dataclass(frozen=True, slots=True)
class Succession:
    """What unit `old` hands to unit `new` on `day`.

    `villages` are the ids of those that go there; None is all that no other succession names.
    """

    old: str
    new: str
    day: date
    villages: frozenset[str] | None = None


def commune_of(village: Village, day: date, successions: Iterable[Succession]) -> str:
    """Return the commune that `village` belongs to on `day`, from the one it was founded in."""
    at = village.commune
    for each in sorted(successions, key=lambda one: (one.day, one.villages is None)):
        is_taken = each.villages is None or village.id in each.villages
        if each.old == at and each.day <= day and is_taken:
            at = each.new
    return at


def last_day(commune: Commune, quarter: Quarter) -> date:
    """Return the day as of which `commune` reports `quarter`: its own last if it ends in it."""
    if commune.valid_to is None:
        return quarter.last_day
    return min(quarter.last_day, commune.valid_to - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that a search found, and the former units by which it was found, if any."""

    unit: Commune
    by: tuple[Commune, ...] = ()


@dataclass(frozen=True)
class Register:
    """The units of a province, former ones too, and how they succeeded each other."""

    units: tuple[Commune, ...]
    successions: tuple[Succession, ...] = ()

    @cached_property
    def _by_id(self) -> Mapping[str, Commune]:
        return {unit.id: unit for unit in self.units}

    def unit(self, commune: str) -> Commune | None:
        return self._by_id.get(commune)

    @cached_property
    def _before(self) -> Mapping[str, tuple[Commune, ...]]:
        before = defaultdict(list)
        for each in self.successions:
            before[each.new].append(self._by_id[each.old])
        return {new: tuple(old) for new, old in before.items()}

    def predecessors(self, unit: Commune) -> tuple[Commune, ...]:
        return self._before.get(unit.id, ())

    def find(self, query: str, day: date) -> list[Found]:
        """Return the units of `day` that bear this name, or succeeded a unit that did, or lie in
        what was a district of this name; best first.
        """
        said, folded = clean(query).casefold(), fold(query)
        ranked: list[tuple[tuple[int, bool, str], Found]] = []
        for unit in self.units:
            if not folded or not unit.exists_on(day):
                continue
            before = self.predecessors(unit) or (unit,)
            named = tuple(old for old in before if matches(fold(old.name), folded))
            around = tuple(old for old in before if matches(fold(old.district), folded))
            is_own = matches(fold(unit.name), folded)
            if is_own or named or around:
                rank = 0 if is_own else 1 if named else 2
                exact = any(said in each.name.casefold() for each in (unit, *named))
                by = tuple(old for old in named or around if old != unit)
                ranked.append(((rank, not exact, fold(unit.name)), Found(unit, by)))
        return [found for _, found in sorted(ranked, key=lambda pair: pair[0])]


def id_of(name: str) -> str:
    """Return a commune's name as an id: "Xã Cẩm Tân" is cam-tan."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(_KINDS.sub("", name, count=1))))


def read_register(table: str) -> Register:
    """Read former and new units as rows of tabs: old code, name and district; new code and name;
    whether only a part went there; whether the most of it did.
    """
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    shares = defaultdict(list)
    for row in rows:
        shares[row[3]].append(row[:3])
    ids = Counter(id_of(name) for name in {row[4] for row in rows})
    units: dict[str, Commune] = {}
    successions = []
    for code, name, district, new_code, new_name, _, is_main in rows:
        # Đông Tiến and Đồng Tiến are two units and one word.
        bare = new_name if ids[id_of(new_name)] == 1 else new_name.replace(" ", "-", 1)
        new = _new(new_code, new_name, id_of(bare), shares[new_code])
        old = _old(code, name, district, new)
        units.setdefault(old.id, old)
        units.setdefault(new.id, new)
        if old != new:
            # Which villages went elsewhere than the most of them did, nobody has written down.
            which = None if is_main == "1" else frozenset[str]()
            successions.append(Succession(old.id, new.id, REFORM, which))
    return Register(tuple(units.values()), tuple(successions))


def _new(code: str, name: str, own: str, before: list[list[str]]) -> Commune:
    if known := _KNOWN.get((own, code)):
        return known
    # Twenty-one units are what they were, without their district.
    since = ALWAYS if [each[:2] for each in before] == [[code, name]] else REFORM
    return Commune(own, code, name, "" if since == REFORM else before[0][2], THANH_HOA, since)


def _old(code: str, name: str, district: str, new: Commune) -> Commune:
    if (new.code, new.name, new.valid_from) == (code, name, ALWAYS):
        return new
    own = id_of(name)
    if known := _KNOWN.get((own, code)):
        return known
    # Names of former units repeat between districts, codes did not at that time.
    return Commune(f"{own}-{code}", code, name, district, THANH_HOA, ALWAYS, REFORM)
