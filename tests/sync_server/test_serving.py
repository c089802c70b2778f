"""The real `bakhong serve`, as phones and scripts meet it: TLS, certificates, proxies."""

from __future__ import annotations

import os
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.places import CAM_TAN
from sync_server import officers
from sync_server.addresses import Hosts
from sync_server.authority import authority
from sync_server.certificates import new_server
from sync_server.communes import found
from sync_server.main import clock, open_database
from sync_server.settings import Settings
from tests.support.browser import free_port, stop
from tests.sync_server.qr_reader import read_blocks

PASSWORD = "một mật khẩu dài"


@dataclass(frozen=True)
class Running:
    """A collector as a process of its own."""

    folder: Path
    port: int
    trust_port: int
    process: subprocess.Popen[bytes]

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text(encoding="utf-8")

    @property
    def trust_page(self) -> str:
        return f"http://127.0.0.1:{self.trust_port}"


@contextmanager
def serving(folder: Path, *words: str | Path, **environ: str) -> Iterator[Running]:
    """Run `bakhong serve` on the data in `folder` until it answers on its port."""
    port, trust_port = free_port(), free_port()
    ports = ["--port", str(port), "--trust-port", str(trust_port)]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "sync_server.cli", "serve", *ports, *map(str, words)],
            env={**os.environ, "BAKHONG_DATA": str(folder), "PYTHONUTF8": "1", **environ},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(f"http://127.0.0.1:{port}", process)
        yield Running(folder, port, trust_port, process)
    finally:
        stop(process)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "it ended before it answered"
        try:
            httpx.get(address, timeout=2, trust_env=False)
        except httpx.ConnectError:
            time.sleep(0.1)
        except httpx.HTTPError:
            return
        else:
            return
    raise TimeoutError(address)


@pytest.fixture(scope="module")
def collector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A collector with a certificate of its own making."""
    with serving(tmp_path_factory.mktemp("own"), "--https") as running:
        yield running


def trusting(certificate: bytes) -> httpx.Client:
    """Return a phone that trusts `certificate` and nothing else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=certificate)
    return httpx.Client(verify=context, trust_env=False)


def fetched(running: Running, path: str) -> httpx.Response:
    return httpx.get(running.trust_page + path, trust_env=False)


def test_a_phone_that_trusts_the_given_certificate_gets_in(collector: Running) -> None:
    with trusting(fetched(collector, "/ba-khong.crt").content) as phone:
        for host in ("localhost", "127.0.0.1"):
            answer = phone.get(f"https://{host}:{collector.port}/v1/health")

            assert answer.json()["status"] == "ok"
            assert "strict-transport-security" not in answer.headers


def test_a_phone_that_trusts_only_others_does_not(collector: Running) -> None:
    with httpx.Client(trust_env=False) as phone, pytest.raises(httpx.ConnectError, match="verify"):
        phone.get(f"https://localhost:{collector.port}/v1/health")


def test_under_another_name_it_is_not_believed(collector: Running) -> None:
    with (
        trusting(fetched(collector, "/ba-khong.crt").content) as phone,
        pytest.raises(httpx.ConnectError, match="mismatch"),
    ):
        phone.get(
            f"https://127.0.0.1:{collector.port}/v1/health",
            extensions={"sni_hostname": "bank.example.vn"},
        )


def test_cookies_are_for_https_only(collector: Running) -> None:
    token = _invited(collector.folder)
    form = {"name": "Phạm Thị Hạnh", "password": PASSWORD, "again": PASSWORD}

    with trusting(fetched(collector, "/ba-khong.crt").content) as phone:
        answer = phone.post(f"https://localhost:{collector.port}/setup/{token}", data=form)

    assert answer.status_code == 303
    assert "secure" in answer.headers["set-cookie"].lower()


def test_the_terminal_shows_the_trust_page_its_qr_and_the_fingerprint(collector: Running) -> None:
    shown = read_blocks(collector.said)

    assert "\n  https://" in collector.said
    assert shown.startswith("http://")
    assert shown.endswith(f":{collector.trust_port}/")
    groups = [line.split() for line in collector.said.splitlines() if line.startswith("  ")][-4:]
    page = fetched(collector, "/").text
    assert all(f"<span>{group}</span>" in page for line in groups for group in line)


def test_the_plain_port_knows_no_sign_in(collector: Running) -> None:
    answer = fetched(collector, "/login")

    assert (answer.status_code, answer.headers["location"]) == (302, "/")
    assert "password" not in fetched(collector, "/").text


def test_the_key_of_the_authority_is_for_nobody_else(collector: Running) -> None:
    key = collector.folder / "certificates" / "authority.pem"

    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_the_officers_other_commands_know_where_it_serves(collector: Running) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sync_server.cli", "demo"],
        env={**os.environ, "BAKHONG_DATA": str(collector.folder), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    link = next(word for word in done.stdout.split() if "/enrol?code=" in word)
    assert link.startswith("https://")
    assert f":{collector.port}/app/#/enrol?code=" in link
    assert read_blocks(done.stdout) == link


def test_a_real_certificate_is_served_and_browsers_are_told_to_insist(tmp_path: Path) -> None:
    hosts = Hosts(("localhost",), (ip_address("127.0.0.1"),))
    issuer = authority(tmp_path / "issuer", hosts, datetime.now(UTC))
    certificate, key = new_server(issuer, hosts, datetime.now(UTC))
    files = tmp_path / "real.crt", tmp_path / "real.key"
    files[0].write_bytes(certificate.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    with (
        serving(tmp_path, "--cert", files[0], "--key", files[1]) as running,
        trusting(issuer.der) as phone,
    ):
        answer = phone.get(f"https://localhost:{running.port}/v1/health")

        assert answer.json()["status"] == "ok"
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        with pytest.raises(httpx.ConnectError):
            fetched(running, "/")
    assert not (tmp_path / "certificates").exists()


@pytest.mark.parametrize(("proxies", "heard"), [("127.0.0.1", True), ("", False)])
def test_only_a_named_proxy_is_believed_about_who_calls_and_how(
    tmp_path: Path, proxies: str, heard: bool
) -> None:
    with serving(tmp_path, BAKHONG_PROXIES=proxies, BAKHONG_PUBLIC_URL="https://x.example.vn/") as (
        running
    ):
        _invited(tmp_path, with_password=True)
        address = f"http://127.0.0.1:{running.port}/login"
        form = {"username": "moi", "password": PASSWORD}

        def sign_in(caller: str, **typed: str) -> httpx.Response:
            told = {"x-forwarded-for": caller, "x-forwarded-proto": "https"}
            return httpx.post(address, data={**form, **typed}, headers=told, trust_env=False)

        answer = sign_in("203.0.113.1")
        wrong = [sign_in(f"203.0.113.{n}", username=f"nobody {n}") for n in range(2, 8)]

    assert answer.status_code == 303
    assert ("secure" in answer.headers["set-cookie"].lower()) is heard
    assert (wrong[-1].status_code == 403) is heard
    assert "Bàn làm việc: https://x.example.vn/\n" in running.said
    assert "--https" not in running.said


def _invited(folder: Path, *, with_password: bool = False) -> str:
    """Return the token of a new officer's link; it is spent if the password is there already."""
    database = open_database(Settings.read({"BAKHONG_DATA": str(folder)}))
    with database.writing() as cursor:
        found(cursor, CAM_TAN)
        token = officers.invite(cursor, CAM_TAN.id, "moi", "Cán bộ mới", clock())
        if with_password:
            officers.accept(cursor, token, PASSWORD, PASSWORD, clock())
    database.close()
    return token


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--cert", "nowhere.crt", "--key", "nowhere.key"), "BK216"),
        (("--key", "nowhere.key"), "BK216"),
        (("--host", "198.51.100.7"), "BK217"),
        (("--workers", "2"), "BK766"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_sentence(
    tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sync_server.cli", "serve", "--quiet", *words],
        env={**os.environ, "BAKHONG_DATA": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
