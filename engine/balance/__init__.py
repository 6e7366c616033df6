"""The labour market's own words at the front end."""
