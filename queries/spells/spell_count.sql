-- How many spells there are of each kind: what all other figures on spells are worked
-- out from. One row per target group, start year, length, exit reason, code at the
-- exit and municipality size. Not published: it holds small counts.
-- @key(target_group, start_year, months, exit_reason, exit_code, municipality_size)
select
    target_group, -- group of the spell's last month
    year(first_month) as start_year, -- the year in which the spell began
    months, -- its length
    exit_reason, -- why it ended
    exit_code, -- code when the exit is read; NULL: no benefit
    municipality_size, -- of the last month; NULL: not known
    count(*) as spells -- spells
from spells.spell
group by
    target_group, year(first_month), months, exit_reason, exit_code,
    municipality_size
