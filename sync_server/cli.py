"""The `bakhong` command: what an officer or a script does without a browser."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.stamp import day_of
from shared.text import number
from sync_server import backup as second
from sync_server import (
    bundle_command,
    bundles,
    closings,
    counting,
    devices,
    exports,
    restoring,
    roster_imports,
    running,
    workplace,
)
from sync_server.addresses import PORT, TRUST_PORT, kept_address
from sync_server.audit import Decision
from sync_server.communes import by_code, served, village
from sync_server.database import Database
from sync_server.deeds import Hand
from sync_server.issues import title
from sync_server.opening import clock, open_database
from sync_server.recounting import altered
from sync_server.roster_command import Wish, take_in
from sync_server.rosters import Moment
from sync_server.settings import Settings
from sync_server.verifying import verify as findings

_PHONE = "Địa chỉ ứng dụng điện thoại, nếu không phải /app/ của máy chủ này"

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Ba Không: máy chủ thu thập.")


def main() -> None:
    """Run the command; a refusal is a sentence on standard error and exit code 1."""
    try:
        app()
    except Problem as problem:
        typer.echo(f"Lỗi: {problem}", err=True)
        sys.exit(1)
    except OSError as error:
        what = f"không mở được “{error.filename}”" if error.filename else "không đọc được tệp"
        typer.echo(f"Lỗi: {what}. Hãy kiểm tra đường dẫn và tệp.", err=True)
        sys.exit(1)


@contextmanager
def _database() -> Iterator[Database]:
    database = open_database(Settings.read(os.environ))
    try:
        yield database
    finally:
        database.close()


def today() -> date:
    return day_of(clock())


@app.command()
def serve(  # noqa: PLR0913, PLR0917 - each is an option of the command
    host: Annotated[
        str | None, typer.Option(help="Nơi lắng nghe; có --https thì mọi máy trong mạng")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Cổng: 8000, hoặc 8443 khi có HTTPS")] = None,
    https: Annotated[bool, typer.Option("--https", help="HTTPS bằng chứng chỉ tự lập")] = False,
    cert: Annotated[Path | None, typer.Option(help="Chứng chỉ thật (tệp PEM)")] = None,
    key: Annotated[Path | None, typer.Option(help="Khóa của chứng chỉ (tệp PEM)")] = None,
    trust_port: Annotated[
        int, typer.Option(help="Cổng của trang hướng dẫn tin cậy chứng chỉ")
    ] = TRUST_PORT,
    phone: Annotated[str, typer.Option(help=_PHONE)] = "",
    quiet: Annotated[bool, typer.Option(help="Không in đường dẫn đặt mật khẩu")] = False,
    new_link: Annotated[bool, typer.Option(help="In đường dẫn mới để đặt lại mật khẩu")] = False,
    workers: Annotated[
        int, typer.Option(min=1, help="Số tiến trình; từ 2 trở lên thì cần PostgreSQL")
    ] = 1,
) -> None:
    """Chạy máy chủ thu thập và bàn làm việc của cán bộ xã."""
    # The other commands need neither a web server nor certificates.
    from sync_server import serving  # noqa: PLC0415
    from sync_server import workers as crew  # noqa: PLC0415
    from sync_server.certificates import GivenCertificate  # noqa: PLC0415
    from sync_server.main import create_app  # noqa: PLC0415

    settings = Settings.read(os.environ)
    crew.check(settings, workers)
    if key and not cert:
        raise Problem(Code.BAD_CERTIFICATE, name=key.name)
    given = GivenCertificate(cert, key or cert) if cert else None
    wish = serving.Wish(host, port, https, given, trust_port, phone)
    with running.serving(settings):
        # Opened first: it makes the data folder.
        database = open_database(settings)
        with database.writing() as cursor:
            roster_imports.sweep(cursor, settings.data / roster_imports.FOLDER, clock())
        service = serving.prepare(settings, wish)
        if not quiet:
            address = service.ways.addresses[0]
            for line in workplace.first_links(database, address, clock(), anew=new_link):
                typer.echo(line)
            for line in serving.welcome(service.ways):
                typer.echo(line)
        if workers > 1:
            database.close()
            crew.run(service, settings, workers)
        else:
            serving.run(service, create_app(database), settings.data)


@app.command()
def demo(
    address: Annotated[str, typer.Option(help="Địa chỉ máy chủ để in vào đường dẫn")] = "",
    phone: Annotated[str, typer.Option(help=_PHONE)] = "",
) -> None:
    """Tạo một xã mẫu (dân cư tưởng tượng) và in cách đăng nhập, mã đăng ký."""
    server = address or _address()
    with _database() as database:
        for line in workplace.demo(database, today(), clock()):
            typer.echo(line)
        for line in workplace.welcome(database, server, phone or f"{server}/app", clock()):
            typer.echo(line)


def _address() -> str:
    """Return where the collector is for others: as set, as it served last, or as it would."""
    settings = Settings.read(os.environ)
    last = kept_address(settings.data)
    return settings.public_url or last or f"http://127.0.0.1:{PORT}"


@app.command("import")
def import_(
    file: Path,
    commune: Annotated[str, typer.Option(help="Mã xã")],
    village: Annotated[str, typer.Option(help="Tên thôn, khi danh sách không ghi")] = "",
    encoding: Annotated[str, typer.Option(help="unicode, tcvn3 hoặc vni, khi nhận sai")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem trước, không nhập")] = False,
) -> None:
    """Nhập danh sách hộ từ tệp .xlsx, .xls hoặc .csv vào xã có mã đã cho."""
    now = clock()
    with _database() as database:
        with database.reading() as cursor:
            unit = by_code(cursor, commune)
        wish = Wish(file, unit, village, encoding.lower(), dry_run)
        for line in take_in(database, wish, Moment(today(), now)):
            typer.echo(line)


@app.command()
def enrol(
    village_code: Annotated[str, typer.Option("--village")],
    name: Annotated[str, typer.Option()],
    phone: Annotated[str, typer.Option(help=_PHONE)] = "",
) -> None:
    """Tạo mã đăng ký dùng một lần cho điện thoại của một cộng tác viên."""
    with _database() as database, database.writing() as cursor:
        place = village(cursor, village_code)
        code = devices.invite(cursor, place.commune, (place.id,), name, clock())
    where = phone or f"{_address()}/app"
    for line in workplace.invitation(code, f"{name}, {place.name}", where):
        typer.echo(line)


@app.command()
def report(
    commune: Annotated[str, typer.Option()],
    quarter: Annotated[str, typer.Option()],
    output: Annotated[Path, typer.Option("-o", "--output")],
    issue: Annotated[
        int | None, typer.Option(help="Số bản bổ sung, 0 là bản chốt; không ghi thì bản mới nhất")
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="Ẩn các số nhỏ hơn 5")] = False,
) -> None:
    """Xuất báo cáo quý ra tệp .docx, .xlsx, .csv hoặc .json."""
    Quarter.parse(quarter)
    with _database() as database, database.reading() as cursor:
        if (unit := by_code(cursor, commune)) not in served(cursor):
            raise Problem(Code.UNKNOWN_COMMUNE, code=commune)
        chosen = counting.open_quarter(cursor, unit, quarter, today())
        made = closings.dossier(cursor, unit, chosen, today(), issue)
    content = exports.export(replace(made, is_public=public), output.suffix.removeprefix("."))
    output.write_bytes(content)
    typer.echo(f"Đã xuất {output}: {title(made.issue.number if made.issue else None)}")


@app.command()
def bundle(
    file: Path,
    receipt: Annotated[Path | None, typer.Option(help="Ghi biên nhận cho điện thoại")] = None,
) -> None:
    """Nhận tệp bàn giao (.bakhong) của một điện thoại; nhận lại cũng chỉ tính một lần."""
    if not file.exists():
        raise Problem(Code.NO_FILE, name=str(file))
    content = file.read_bytes()
    with _database() as database:
        with database.reading() as cursor:
            unit = bundle_command.commune_of(content, served(cursor))
        hand = Hand(unit.id, "", "Lệnh bakhong", clock())
        taken = asyncio.run(bundles.bring(database, hand, file.name, content))
        for line in bundle_command.said(taken, unit):
            typer.echo(line)
        if receipt:
            with database.reading() as cursor:
                told = bundles.receipt_file(cursor, unit.id, taken.device.id, clock())
            receipt.write_bytes(told)
            typer.echo(f"Đã ghi biên nhận: {receipt}")


@app.command()
def backup(file: Path) -> None:
    """Sao lưu toàn bộ dữ liệu vào một tệp, cả khi máy chủ đang chạy."""
    by = Decision("", "bakhong backup", "", clock())
    with _database() as database:
        for line in second.save(database, Settings.read(os.environ).data, file, by):
            typer.echo(line)


@app.command()
def restore(
    file: Path,
    replace: Annotated[bool, typer.Option("--replace", help="Cất dữ liệu cũ sang bên")] = False,
) -> None:
    """Khôi phục từ tệp sao lưu (máy chủ phải dừng), rồi kiểm tra như lệnh verify."""
    for line in restoring.restore(Settings.read(os.environ), file, clock(), replace=replace):
        typer.echo(line)
    verify()


@app.command()
def check(
    files: list[Path],
    as_json: Annotated[bool, typer.Option("--json", help="In danh sách JSON")] = False,
    population: Annotated[int | None, typer.Option(help="Dân số của đơn vị, nếu biết")] = None,
) -> None:
    """Kiểm tra số liệu trong văn bản .docx, .txt, và giữa các văn bản; thoát 1 nếu có lỗi."""
    # The other commands read no documents.
    from sync_server import check_command  # noqa: PLC0415

    parts = check_command.checked(files, population)
    for line in check_command.said(parts, as_json):
        typer.echo(line)
    if any(check_command.has_errors(part.findings) for part in parts):
        raise typer.Exit(1)


@app.command()
def verify() -> None:
    """Dựng lại mọi kết quả từ sổ và so sánh; thoát 1 nếu có gì không khớp."""
    wrong = 0
    with _database() as database, database.reading() as cursor:
        if not served(cursor):
            raise Problem(Code.NOTHING_HERE)
        for commune in served(cursor):
            for sentence in chain(findings(cursor, commune.id), altered(cursor, commune.id)):
                wrong += 1
                typer.echo(f"{commune.name}: {sentence}")
            row = cursor.one("SELECT next_seq - 1 FROM commune WHERE id = ?", (commune.id,))
            typer.echo(f"{commune.name}: đã kiểm tra {number(row[0] if row else 0)} dòng.")
    typer.echo("Không phát hiện sai lệch." if not wrong else f"Có {wrong} sai lệch.")
    if wrong:
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
