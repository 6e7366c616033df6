"""The labour market in the front end: explanations, summary, moved titles."""
