"""Embedded, SQL-centric analytics engine for the Danish labour-market balance."""


def __getattr__(name: str) -> str:
    """`__version__`, looked up when asked for: that takes longer than the rest."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("arbejdsmarkedsbalancen")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0+unknown"
