"""The `bakhong` command: what an officer or a script does without a browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from shared.problems import Code, Problem
from shared.stamp import day_of
from shared.text import number
from sync_server import closing, devices, exports, workplace
from sync_server.addresses import PORT, TRUST_PORT, kept_address
from sync_server.communes import by_code, served, village
from sync_server.database import Database
from sync_server.main import clock, create_app, open_database
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
        typer.echo(f"Lỗi: không mở được “{error.filename}”. Hãy kiểm tra đường dẫn.", err=True)
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
) -> None:
    """Chạy máy chủ thu thập và bàn làm việc của cán bộ xã."""
    # The other commands need neither a web server nor certificates.
    from sync_server import serving  # noqa: PLC0415
    from sync_server.certificates import GivenCertificate  # noqa: PLC0415

    settings = Settings.read(os.environ)
    if key and not cert:
        raise Problem(Code.BAD_CERTIFICATE, name=key.name)
    given = GivenCertificate(cert, key or cert) if cert else None
    wish = serving.Wish(host, port, https, given, trust_port, phone)
    # Opened first: it makes the data folder.
    database = open_database(settings)
    service = serving.prepare(settings, wish)
    if not quiet:
        address = service.ways.addresses[0]
        for line in workplace.first_links(database, address, clock(), anew=new_link):
            typer.echo(line)
        for line in serving.welcome(service.ways):
            typer.echo(line)
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
def import_(file: Path, commune: Annotated[str, typer.Option()]) -> None:
    """Nhập danh sách hộ từ tệp .xlsx hoặc .csv vào xã có mã đã cho."""
    with _database() as database:
        lines = workplace.take_in(database, file, by_code(commune), today(), clock())
        for line in lines:
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
) -> None:
    """Xuất mười sáu chỉ tiêu của một quý ra tệp .json hoặc .csv."""
    chosen = closing.open_quarter(by_code(commune), quarter, today())
    with _database() as database, database.reading() as cursor:
        if by_code(commune) not in served(cursor):
            raise Problem(Code.UNKNOWN_COMMUNE, code=commune)
        counted = closing.report(cursor, by_code(commune), chosen)
    output.write_bytes(exports.export(counted, output.suffix.removeprefix(".")))
    typer.echo(f"Đã xuất {output}")


@app.command()
def verify() -> None:
    """Dựng lại mọi kết quả từ sổ và so sánh; thoát 1 nếu có gì không khớp."""
    wrong = 0
    with _database() as database, database.reading() as cursor:
        if not served(cursor):
            raise Problem(Code.NOTHING_HERE)
        for commune in served(cursor):
            for sentence in findings(cursor, commune.id):
                wrong += 1
                typer.echo(f"{commune.name}: {sentence}")
            row = cursor.one("SELECT next_seq - 1 FROM commune WHERE id = ?", (commune.id,))
            typer.echo(f"{commune.name}: đã kiểm tra {number(row[0] if row else 0)} dòng.")
    typer.echo("Không phát hiện sai lệch." if not wrong else f"Có {wrong} sai lệch.")
    if wrong:
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
