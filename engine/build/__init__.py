"""A build: inputs in, relations in order, the public file out."""
