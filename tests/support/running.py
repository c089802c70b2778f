"""`make run`: the collector with its desk, and the phone app, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from sync_server.routes.phone import folder

_NOT_BUILT = (
    "Chưa dựng được ứng dụng cài vào điện thoại (lần đầu cần có mạng)."
    " Chạy `make phone` để xem vì sao."
)


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--data", type=Path, required=True)
    words.add_argument("--desk", type=int, required=True)
    words.add_argument("--phone", type=int, required=True)
    given = words.parse_args()
    desk, phone = f"http://127.0.0.1:{given.desk}", f"http://127.0.0.1:{given.phone}"
    office = {**os.environ, "BAKHONG_DATA": str(given.data / "collector")}
    pocket = {
        **os.environ,
        "BAKHONG_DATA": str(given.data / "phone"),
        "BAKHONG_COLLECTOR": desk,
    }
    bakhong = [sys.executable, "-m", "sync_server.cli"]
    serve = ["serve", "--port", str(given.desk), "--phone", phone, "--quiet"]
    running: list[subprocess.Popen[bytes]] = []
    try:
        demo = ["demo", "--address", desk, "--phone", phone]
        subprocess.run([*bakhong, *demo], env=office, check=True)
        running.append(subprocess.Popen([*bakhong, *serve], env=office))
        pocket_app = [sys.executable, "-m", "app", "--web", "--port", str(given.phone)]
        running.append(subprocess.Popen(pocket_app, env=pocket))
        for address in (f"{desk}/v1/health", phone):
            _wait(address, running)
        print(f"\nBàn làm việc: {desk}/\n"
              f"Ứng dụng của tình nguyện viên, mở thử trên máy này: {phone}/\n"
              f"{_installable(desk)}\nNhấn Ctrl-C để dừng.", flush=True)  # fmt: skip
        _until_the_phone_ends(running, _begun(running), desk)
    except KeyboardInterrupt:
        pass
    finally:
        _stop(running)


def _installable(desk: str) -> str:
    """Say where the app for phones is, or that it comes."""
    if _is_built():
        return f"Ứng dụng cài vào điện thoại: {desk}/app/"
    return "Ứng dụng cài vào điện thoại: đang dựng, chừng một phút, sẽ báo khi xong …"


def _is_built() -> bool:
    return (folder(os.environ) / "release.json").is_file()


def _begun(running: list[subprocess.Popen[bytes]]) -> subprocess.Popen[bytes] | None:
    """Begin to build the app for phones where there is none, packed less tightly than by
    `make phone`; after all others, for somebody looks at the desk already."""
    if _is_built():
        return None
    build = [sys.executable, "-m", "app.phone.build", "--quick", "--out", str(folder(os.environ))]
    gentle = ["nice", *build] if shutil.which("nice") else build
    running.append(subprocess.Popen(gentle, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    return running[-1]


def _until_the_phone_ends(
    running: list[subprocess.Popen[bytes]], building: subprocess.Popen[bytes] | None, desk: str
) -> None:
    """Wait, and tell once what comes about meanwhile."""
    office, pocket = running[:2]
    serves = True
    while pocket.poll() is None:
        time.sleep(0.5)
        if serves and office.poll() is not None:
            serves = False
            print("Máy chủ đã dừng; điện thoại vẫn chạy, không có mạng.", flush=True)
        if building and building.poll() is not None:
            building = None
            print(_installable(desk) if _is_built() else _NOT_BUILT, flush=True)


def _stop(running: list[subprocess.Popen[bytes]]) -> None:
    # A second Ctrl-C is impatience: stopping goes on, and says nothing about how.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(address: str, running: list[subprocess.Popen[bytes]]) -> None:
    for _ in range(240):
        if any(process.poll() is not None for process in running):
            sys.exit("Không khởi động được; xem thông báo ở trên.")
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own address
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
        else:
            return
    sys.exit(f"{address} không trả lời.")


if __name__ == "__main__":
    main()
