"""Why a database refused a query, and where the fault lies."""
