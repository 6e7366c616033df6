"""How a query becomes a relation: table, view, check, fit."""
