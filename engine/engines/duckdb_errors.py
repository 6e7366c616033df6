"""What DuckDB says of an error."""

from __future__ import annotations

import json


def error_details(error: Exception) -> dict[str, str]:
    """What DuckDB tells of an error as JSON, else its words alone."""
    _, _, text = str(error).partition(": ")
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return {"exception_message": str(error)}
    return {key: str(value) for key, value in found.items()}
