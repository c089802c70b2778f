"""The hand-over file: what goes in comes out, and what is not whole is nothing."""

from __future__ import annotations

from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import bundle
from shared.bundle import Header
from shared.problems import Code, Problem
from tests.support.people import COMMUNE, NOW_MS, OTHER_PHONE, PHONE

NONCE = b"twelve bytes"
HASH = bundle.token_hash("t" * 43)


def a_header(**fields: object) -> Header:
    known = {"commune": COMMUNE, "device": PHONE, "first": 1, "last": 2, "count": 2}
    return Header.model_validate({**known, "app": "0.1.0", "made_ms": NOW_MS, **fields})


def sealed(parts: list[bytes], header: Header | None = None) -> bytes:
    header = header or a_header()
    begun = bundle.lead(header)
    cipher = AESGCM(bundle.key_for(HASH, header))
    return bundle.write(begun, NONCE, cipher.encrypt(NONCE, bundle.joined(parts), begun))


def opened(file: bytes) -> list[bytes]:
    found = bundle.read(file)
    cipher = AESGCM(bundle.key_for(HASH, found.header))
    return list(bundle.parted(cipher.decrypt(found.nonce, found.sealed, found.lead)))


def is_rejected(file: bytes) -> bool:
    try:
        opened(file)
    except (Problem, InvalidTag):
        return True
    return False


@settings(max_examples=50)
@given(st.lists(st.binary(max_size=300), max_size=5))
def test_what_is_sealed_comes_out_again(parts: list[bytes]):
    assert opened(sealed(parts)) == parts


def test_a_file_names_its_device_and_numbers_but_tells_nothing_else():
    header = a_header()
    file = sealed([b"Nguyen Thi Hop"], header)

    assert bundle.read(file).header == header
    assert b"Hop" not in file


def test_any_byte_changed_anywhere_rejects_the_whole_file():
    file = sealed([b"one", b"two"])

    for at in range(len(file)):
        for change in (1, 128, 255):
            spoilt = bytearray(file)
            spoilt[at] ^= change
            assert is_rejected(bytes(spoilt)), at


def test_a_file_cut_anywhere_is_rejected():
    file = sealed([b"one", b"two"])

    assert all(is_rejected(file[:at]) for at in range(len(file)))
    assert all(is_rejected(file[at:]) for at in range(1, len(file)))


@settings(max_examples=50)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=3))
def test_bytes_added_anywhere_reject_the_file(at: int, more: bytes):
    file = sealed([b"one", b"two"])

    longer = file[:at] + more + file[at:]

    assert is_rejected(longer)


@given(st.binary(max_size=200))
def test_no_strangers_file_is_more_than_a_refusal(noise: bytes):
    for file in (noise, bundle.MAGIC + noise, b"BAKHONG:" + noise):
        with pytest.raises(Problem):
            bundle.read(file)


def test_damage_is_told_from_a_file_that_is_none():
    broken = sealed([b"one"])[:-1]

    with pytest.raises(Problem) as damaged:
        bundle.read(broken)
    with pytest.raises(Problem) as other:
        bundle.read(b"PK\x03\x04 a picture")
    assert (damaged.value.kind, other.value.kind) == (Code.BUNDLE_BROKEN, Code.NOT_A_BUNDLE)


def test_a_bundle_of_a_newer_app_is_refused_as_such():
    with pytest.raises(Problem) as refused:
        bundle.read(sealed([b"one"], a_header(version=2)))

    assert refused.value.kind is Code.NEWER_BUNDLE


def test_a_field_that_a_newer_app_adds_does_no_harm():
    begun = bundle.MAGIC
    text = bundle.lead(a_header())[len(begun) + 4 :].replace(b"{", b'{"later":[1],', 1)
    begun += len(text).to_bytes(4) + text
    cipher = AESGCM(bundle.key_for(HASH, a_header()))

    file = bundle.write(begun, NONCE, cipher.encrypt(NONCE, bundle.joined([b"one"]), begun))

    assert opened(file) == [b"one"]


def test_each_device_and_each_use_has_a_key_of_its_own():
    headers = [
        a_header(),
        a_header(device=OTHER_PHONE),
        a_header(use="copy"),
        a_header(use="receipt"),
    ]

    assert len({bundle.key_for(HASH, header) for header in headers}) == 4


def test_the_key_is_hkdf_of_the_token_s_hash():
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - only to compare
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    header = a_header(device=UUID(int=7))
    info = b"bakhong 1 entries " + UUID(int=7).bytes

    assert bundle.key_for(HASH, header) == HKDF(SHA256(), 32, None, info).derive(HASH)


@given(st.lists(st.binary(max_size=80), max_size=3))
def test_as_text_it_goes_where_only_text_may(parts: list[bytes]):
    file = sealed(parts)
    text = bundle.as_text(file)

    assert text.isascii()
    assert opened(text) == opened(text[:50] + b"\r\n" + text[50:] + b"\n") == parts


def test_a_text_that_lost_a_letter_is_rejected():
    text = bundle.as_text(sealed([b"one"]))

    assert all(is_rejected(text[:at] + text[at + 1 :]) for at in range(8, len(text), 7))


def test_no_file_is_read_beyond_its_limit():
    with pytest.raises(Problem) as refused:
        bundle.read(bytes(2 * bundle.BUNDLE_BYTES + 1))

    assert refused.value.kind is Code.BUNDLE_TOO_LARGE


def test_a_file_of_more_parts_than_any_app_makes_is_refused():
    with pytest.raises(Problem) as refused:
        opened(sealed([b""] * (bundle.MOST_PARTS + 1)))

    assert refused.value.kind is Code.BUNDLE_BROKEN
    assert len(opened(sealed([b""] * bundle.MOST_PARTS))) == bundle.MOST_PARTS
