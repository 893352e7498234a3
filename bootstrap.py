"""Prepare a source checkout: make .venv, install the pinned packages, then run inside it.

Only the standard library is used here, because this runs on a machine that has nothing but Python.
`main.py` calls `ensure()`; `python bootstrap.py test` sets up the test tools and runs every check.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)

# Shared libraries that Qt loads, and the Debian package each one comes in.
DEBIAN_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def ensure(kind: str = "runtime") -> None:
    """Return only when this process runs inside a ready .venv; otherwise prepare it and start again in it.

    `kind` names the list in `requirements/`: "runtime" or "test" (which contains the former).
    """
    if getattr(sys, "frozen", False):
        return
    if sys.version_info < OLDEST_PYTHON:
        stop(
            f"需要 Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} 或更高版本，现在是 {sys.version.split()[0]}。"
        )
    ready = _is_ready(kind)
    if ready and Path(sys.prefix).resolve() == VENV.resolve():
        return
    if not ready:
        _install_system_libraries()
        _install_packages(kind)
        if kind == "test":
            _try_to_install_postgresql()
    command = [str(_venv_python()), *sys.argv]
    if os.name == "posix":
        os.execv(command[0], command)
    # Windows has no real exec: the caller would see this process end before the program does.
    sys.exit(subprocess.run(command, check=False).returncode)


def stop(sentence: str) -> None:
    """Print one sentence and end with a failure."""
    print(sentence, file=sys.stderr)
    sys.exit(2)


def _venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _stamp(kind: str) -> str:
    lock = (ROOT / "requirements" / f"{kind}.txt").read_bytes()
    return hashlib.sha256(lock).hexdigest()


def _is_ready(kind: str) -> bool:
    """The test list contains the runtime list, so either stamp will do for a start."""
    if not _venv_python().exists():
        return False
    kinds = ("runtime", "test") if kind == "runtime" else ("test",)
    stamps = {k: VENV / f"ready-{k}" for k in kinds}
    return any(path.exists() and path.read_text() == _stamp(k) for k, path in stamps.items())


def _install_packages(kind: str) -> None:
    print("正在准备运行环境（只在第一次或更新后需要几分钟）…", file=sys.stderr)
    if not _venv_python().exists():
        venv.EnvBuilder(with_pip=True, clear=VENV.exists()).create(VENV)
    lock = ROOT / "requirements" / f"{kind}.txt"
    pip = [str(_venv_python()), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    result = subprocess.run(
        [*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)], check=False
    )
    if result.returncode:
        stop("依赖包没有装好：请检查网络后重新运行同一条命令。上面几行是 pip 给出的原因。")
    (VENV / f"ready-{kind}").write_text(_stamp(kind))


def _install_system_libraries() -> None:
    """On Debian, add the libraries that Qt needs; elsewhere nothing is needed."""
    if not sys.platform.startswith("linux"):
        return
    missing = [package for library, package in DEBIAN_LIBRARIES.items() if not _loads(library)]
    if importlib.util.find_spec("ensurepip") is None:
        missing.append("python3-venv")
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        stop("缺少系统组件，请用管理员身份运行：" + " ".join(install))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], install):
        if subprocess.run(command, check=False, env=environment, stdout=sys.stderr).returncode:
            stop("系统组件没有装好：" + " ".join(command))


def _try_to_install_postgresql() -> None:
    """On Debian, a database server for the tests of the office's server. Without it they are skipped."""
    has_it = shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    is_debian = sys.platform.startswith("linux") and shutil.which("apt-get") is not None
    if has_it or not is_debian or os.geteuid() != 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"]
    for command in (["apt-get", "update", "-qq"], install):
        try:
            done = subprocess.run(command, check=False, env=environment, stdout=sys.stderr, timeout=300)
        except (OSError, subprocess.TimeoutExpired):
            done = None
        if done is None or done.returncode:
            print("PostgreSQL 没有装上，办公室服务器的测试将跳过。", file=sys.stderr)
            return


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def run_checks(arguments: list[str]) -> int:
    """Lint, types and tests, in this order; pytest's closing line is the last one printed."""
    checks = (
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy", "app"],
        ["pytest", *(arguments or ["-n", "logical", "--dist", "worksteal"])],
    )
    for check in checks[3 if arguments else 0 :]:
        code = subprocess.run([sys.executable, "-m", *check], cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] != ["test"]:
        stop("用法：python bootstrap.py test [pytest 的参数]")
    ensure("test")
    sys.exit(run_checks(sys.argv[2:]))
