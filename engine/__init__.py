"""Embedded, SQL-centric analytics engine for the Danish labour-market balance."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("arbejdsmarkedsbalancen")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "0+unknown"
