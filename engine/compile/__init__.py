"""Project files to queries: templates, directives, parsing, parameters."""
