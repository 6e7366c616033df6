-- Substitution labour: for each title in shortage or paradox in the newest half-year, by
-- region (DK: the country), its ten nearest neighbours and the unemployed who could be
-- qualified for it. Read the other way, from the neighbour, it is the way out of a title
-- with poor prospects. Source: STAR, Tværkommunale rekrutteringssamarbejder: job-ready
-- unemployed are qualified as substitution labour; the order is a choice.
-- @publish
-- @key(period, region_id, occupation_id, neighbour_id)
with newest as (
    select max(period) as period
    from balance.assessment
    where category is not null
),

wanted as (
    select
        title.period,
        title.region_id,
        title.occupation_id,
        title.category,
        neighbour.neighbour_id,
        neighbour.similarity,
        substitute.unemployed,
        other.category as neighbour_category
    from balance.assessment as title
    inner join newest on title.period = newest.period
    inner join balance.neighbour as neighbour
        on title.occupation_id = neighbour.occupation_id
        and neighbour.rank <= 10
    inner join balance.substitute as substitute
        on title.region_id = substitute.region_id
        and neighbour.occupation_id = substitute.occupation_id
        and neighbour.neighbour_id = substitute.neighbour_id
    inner join balance.assessment as other
        on title.period = other.period
        and title.region_id = other.region_id
        and neighbour.neighbour_id = other.occupation_id
)

select
    period, -- half-year @references(reference.period.period)
    region_id, -- region; DK: the country @references(reference.region.region_id)
    occupation_id, -- title in shortage or paradox @references(reference.occupation.occupation_id)
    neighbour_id, -- one of its ten nearest neighbours @references(reference.occupation.occupation_id)
    category, -- the title's @references(reference.category.category)
    neighbour_category, -- the neighbour's @references(reference.category.category)
    similarity, -- share who name both of those who name either, 0-1
    unemployed, -- who name the neighbour and not the title, rounded; NULL: hidden
    row_number() over (
        partition by period, region_id, occupation_id
        order by
            coalesce(neighbour_category = 'poor', false) desc,
            similarity * coalesce(unemployed, 0) desc,
            neighbour_id
    ) as rank -- poor prospects first, then by similarity times unemployed
from wanted
