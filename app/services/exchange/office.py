"""The office's database server 办公室服务器: the journal of one project where several laptops merge into it.

Laptops stay as they are, with a file each and no network; whoever is in the office merges his file into the
server and fetches from it what the others brought. The merge is the very one of files: `reckon` and all that
belongs to it run on the server through a connection that understands what is written for sqlite3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from app.models.database import Workspace
from app.models.errors import AppError, DiskFull, FileBusy, InputError, NotOurs, ReadOnly
from app.models.journal import check_code
from app.models.recorder import raw
from app.services.exchange.office_schema import SCHEMA, make, read_meta, renew

if TYPE_CHECKING:
    import psycopg

# Whoever merges holds this lock, so that the next one reckons with what he brought.
_LOCK = 0x43524431
_PATIENCE = "10min"
_CONNECT_SECONDS = 10
_SCHEMES: Final = ("postgresql", "postgres")


def is_server(place: str) -> bool:
    """Whether what somebody typed is the address of a server and not a file."""
    return "://" in place


class Office:
    """The server at an address such as `postgresql://user@host/database`. The password is never shown.

    Nothing is connected before the first use; every method raises AppError with a sentence.
    """

    is_read_only = False

    def __init__(self, address: str) -> None:
        self._address = address

    @cached_property
    def name(self) -> str:
        """What sentences call the server."""
        return f"{self._url.host or '本机'}/{self._url.database}"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the server and writes nothing."""
        with self._translated():
            engine = self._engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            with Session(engine, autoflush=False) as session:
                self._meta(session.connection())
                yield session

    @contextmanager
    def write(self, project: str) -> Iterator[Session]:
        """A session in which nobody else merges; it is committed at the end. The first one makes the tables.

        Raises:
            InputError: the server holds another project.
        """
        with self._translated(), Session(self._engine) as session, session.begin():
            connection = session.connection()
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            found = read_meta(connection)
            if not found:
                make(connection, project)
                found = {"project": project}
            if found["project"] != project:
                raise InputError(
                    f"办公室服务器“{self.name}”上是另一个项目，没有合并。", "请核对地址里的数据库名。"
                )
            renew(connection, raw(session), found)
            yield session

    @property
    def project(self) -> str:
        """The project that the server holds."""
        with self.read() as session:
            return self._meta(session.connection())["project"]

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever merged into the server."""
        with self._translated(), self._engine.connect() as connection:
            return not read_meta(connection)

    def begin(self, project: str) -> None:
        """Make the tables of a project that nobody has merged yet."""
        with self.write(project):
            pass

    def digest(self) -> str:
        """The content digest, equal to that of a file with the same content."""
        with self.read() as session:
            return str(session.execute(text("SELECT digest FROM claim")).scalar_one())

    def check_code(self) -> str:
        """The 核对码 of the content."""
        return check_code(self.digest())

    def close(self) -> None:
        """Let go of the server."""
        if "_engine" in vars(self):
            self._engine.dispose()

    @cached_property
    def _url(self) -> URL:
        return _parsed(self._address)

    @cached_property
    def _engine(self) -> Engine:
        return _engine(self._url)

    def _meta(self, connection: Connection) -> dict[str, str]:
        found = read_meta(connection)
        if not found:
            raise NotOurs(
                f"办公室服务器“{self.name}”上还没有本程序的内容。",
                "请核对地址里的数据库名；第一次使用请先合并一个工作文件进去。",
            )
        return found

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, _errors()) as error:
            cause = error.orig if isinstance(error, DBAPIError) else None
            raise _problem(cause or error, self._url, self.name) from None


# Whatever holds a journal that can be merged into.
Holder = Workspace | Office


def _parsed(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        # The address may hold a password, so it is not repeated.
        raise InputError("看不懂数据库服务器的地址。", "请写成 postgresql://用户@主机/数据库名。") from None
    if url.drivername not in _SCHEMES:
        raise InputError("数据库服务器只支持 PostgreSQL。", "地址请写成 postgresql://用户@主机/数据库名。")
    if not url.database:
        raise InputError("数据库服务器的地址里没有数据库名。", "请写成 postgresql://用户@主机/数据库名。")
    return url.set(drivername="postgresql+psycopg")


def _engine(url: URL) -> Engine:
    driver = _driver()
    engine = create_engine(url, use_native_hstore=False, pool_size=1)

    @event.listens_for(engine, "do_connect")
    def _connect(dialect: object, record: object, args: Sequence[Any], options: dict[str, Any]) -> object:
        options.setdefault("connect_timeout", _CONNECT_SECONDS)
        connection = driver.connect(*args, **options, client_encoding="utf8")
        if connection.info.parameter_status("server_encoding") != "UTF8":
            connection.close()
            raise InputError(
                f"数据库“{url.database}”不是 UTF-8 编码，存不了中文。", "请管理员用 UTF8 编码新建一个数据库。"
            )
        _let_zeros_pass(connection)
        return connection

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Within the transaction only: a pooler between us and the server may hand the connection on.
        connection.exec_driver_sql(
            f"SET LOCAL search_path = {SCHEMA}; SET LOCAL lock_timeout = '{_PATIENCE}'"
        )

    return engine


@cache
def _driver() -> type[psycopg.Connection[Any]]:
    """The class of the driver's connections."""
    _psycopg()
    import psycopg

    class Driver(psycopg.Connection[Any]):
        """Understands the statements that are written for sqlite3."""

        def execute(self, query: str, params: Sequence[Any] | None = None) -> Any:  # type: ignore[override]
            return super().execute(_translated(query), params)

        def executemany(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
            with self.cursor() as cursor:
                cursor.executemany(_translated(query), rows)

        def insert_rows(self, into: str, rows: Iterable[Sequence[Any]]) -> None:
            with self.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

    return Driver


# PostgreSQL stores no zero character; in the text of a PDF there may be one, and the journal never changes.
_MARK = "\U0010ffff"


def _let_zeros_pass(connection: psycopg.Connection[Any]) -> None:
    from psycopg.types.string import StrDumperUnknown, TextLoader

    class Dumper(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            if "\0" in obj or _MARK in obj:
                obj = obj.replace(_MARK, f"{_MARK}1").replace("\0", f"{_MARK}0")
            return super().dump(obj)

    class Loader(TextLoader):
        def load(self, data: Any) -> Any:
            found = str(data, "utf-8")
            return found.replace(f"{_MARK}0", "\0").replace(f"{_MARK}1", _MARK) if _MARK in found else found

    connection.adapters.register_dumper(str, Dumper)
    for kind in ("text", "varchar"):
        connection.adapters.register_loader(kind, Loader)


def _translated(query: str) -> str:
    return query.replace("%", "%%").replace("?", "%s")


def _psycopg() -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise AppError(
            "这个程序里没有连接数据库服务器的组件。",
            "请重新安装程序；从源代码运行时，重新运行同一条命令。",
            str(error),
        ) from error
    return psycopg


def _errors() -> type[Exception]:
    error: type[Exception] = _psycopg().Error
    return error


def _problem(error: BaseException, url: URL, name: str) -> AppError:
    """The plain sentence for what the server said."""
    said = str(error).replace(url.password, "***") if url.password else str(error)
    code = getattr(error, "sqlstate", None) or ""
    if code == "55P03":
        return FileBusy(f"办公室服务器“{name}”上有人正在合并，等了很久还没有完成。", "请稍后重试。", said)
    if code in ("42501", "25006"):
        return ReadOnly(
            f"办公室服务器“{name}”不允许这个用户写入。", "请管理员授予在这个数据库里建表的权限。", said
        )
    if code.startswith("53"):
        return DiskFull(f"办公室服务器“{name}”没有空间或太忙，没有合并。", "请找管理员，内容保持原样。", said)
    if not code or code.startswith(("08", "28", "3D", "57")):
        return AppError(
            f"连不上办公室服务器“{name}”。", "请核对网络、地址、数据库名、用户名和密码；内容没有改动。", said
        )
    return AppError(f"办公室服务器“{name}”出错，没有改动。", "请把技术信息发给开发人员。", f"{code} {said}")
