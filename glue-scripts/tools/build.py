"""Builds dist/: the jobs' scripts, and their library as a wheel (Python Shell) and as a zip (Spark).

Byte for byte the same from the same sources on any machine: what is deployed is named by its content.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import zipfile
from pathlib import Path
from typing import Dict

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "tlc_elt"
# The oldest date that a zip can carry.
TIMESTAMP = (1980, 1, 1, 0, 0, 0)


def version() -> str:
    """Version of the library, from pyproject.toml."""
    found = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    if found is None:
        raise ValueError("pyproject.toml has no version")
    return found.group(1)


def library() -> Dict[str, bytes]:
    """Path in the archive → content, of every file of the package."""
    files = sorted((ROOT / PACKAGE).rglob("*"))
    wanted = (path for path in files if path.is_file() and path.suffix in (".py", ".json", ".typed"))
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in wanted}


def write_zip(path: Path, files: Dict[str, bytes]) -> None:
    """An archive without compression: deflate's bytes differ between versions of zlib."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, TIMESTAMP)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content)


def wheel(files: Dict[str, bytes]) -> Dict[str, bytes]:
    """The library with a wheel's metadata ("Binary distribution format", Python packaging user guide)."""
    info = f"{PACKAGE}-{version()}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {PACKAGE.replace('_', '-')}\nVersion: {version()}\n"
    tags = "Wheel-Version: 1.0\nGenerator: tlc-elt\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    whole = {**files, f"{info}/METADATA": metadata.encode(), f"{info}/WHEEL": tags.encode()}
    record = "".join(f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in whole.items())
    return {**whole, f"{info}/RECORD": f"{record}{info}/RECORD,,\n".encode()}


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def build(target: Path) -> None:
    """Replaces the folder by a whole new one; a build that dies leaves the old one."""
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "jobs").mkdir(parents=True)
    for script in sorted((ROOT / "jobs").glob("*.py")):
        (partial / "jobs" / script.name).write_bytes(script.read_bytes())
    files = library()
    write_zip(partial / f"{PACKAGE}-{version()}.zip", files)
    write_zip(partial / f"{PACKAGE}-{version()}-py3-none-any.whl", wheel(files))
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)


if __name__ == "__main__":
    build(ROOT / "dist")
