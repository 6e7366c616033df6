"""The suite of engines on Spark itself: `python -m tests.engines.on_spark [--all]`.

The tests have Spark's client and Sail; the server is 500 MB and needs Java. What is
missing is installed: PySpark into .spark_server, beside the client and before it on the
path, Java 17 by apt where this is root's machine. Where that cannot be, it says so
loudly and ends well: the same tests ran on Sail. Every relation of the synthetic
Denmark and of an awkward country is made on Spark; with --all also those of the real
data.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / ".spark_server"
WANTED = "pyspark>=4.0,<5"
JAVA = "openjdk-17-jre-headless"
PATIENCE = 600.0  # seconds that a package may take to come
ALL = "local or on_spark"
CHOSEN = f"({ALL}) and not persons and not real_data"
# A short run does not live to see what the better compiler and compiled queries gain;
# Java's quick compiler has room for 48 MB of code, which is full after 40 seconds.
JAVA_OPTIONS = (
    "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=512m -XX:+UseParallelGC"
)
DEFAULTS = """\
spark.driver.memory 4g
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
"""
# Spark writes out all 1,100 defaults of Hadoop, none needed here, for each scan.
HADOOP = ("core", "mapred", "yarn")


class Missing(Exception):
    """Why Spark cannot run here."""


def run(words: Sequence[str], reason: str) -> None:
    """Run a command. Raises Missing with the reason where it fails."""
    try:
        subprocess.run(words, check=True, timeout=PATIENCE, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError) as error:
        raise Missing(f"{reason}: {error}") from error


def need_java() -> None:
    """Raises Missing where there is none and it cannot be installed."""
    if shutil.which("java"):
        return
    if os.geteuid() or not shutil.which("apt-get"):
        raise Missing("there is no Java 17, and only root can install it by apt")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run(["apt-get", "update", "-qq"], "apt has no lists")
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", JAVA]
    run(install, "Java 17 did not install")


def need_server() -> None:
    """Raises Missing where PySpark is not here and cannot be installed."""
    if (SERVER / "pyspark" / "jars").is_dir():
        return
    shutil.rmtree(SERVER, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(SERVER)]
    run([*pip, WANTED], "PySpark did not install")


def settings() -> dict[str, str]:
    """Environment variables that give a Spark its settings."""
    folder = SERVER / "conf"
    folder.mkdir(exist_ok=True)
    (folder / "spark-defaults.conf").write_text(DEFAULTS, "ascii")
    for part in HADOOP:
        (folder / f"{part}-default.xml").write_text("<configuration/>", "ascii")
    return {"SPARK_CONF_DIR": str(folder), "JDK_JAVA_OPTIONS": JAVA_OPTIONS}


def main(words: Sequence[str] | None = None) -> int:
    """The exit code of the tests; 0 where Spark cannot be had."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="whatever there is")
    every = parser.parse_args(words).all
    try:
        need_java()
        need_server()
    except Missing as reason:
        print(f"SPARK ITSELF WAS NOT TESTED: {reason}", file=sys.stderr)
        return 0
    path = os.pathsep.join([str(SERVER), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path.rstrip(os.pathsep), **settings()}
    chosen = ["-k", ALL if every else CHOSEN, "tests/engines"]
    command = [sys.executable, "-m", "pytest", "-m", "", "--durations=5", *chosen]
    tested = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    return tested.returncode


if __name__ == "__main__":
    sys.exit(main())
