-- The level of the indicators over all titles: one row per half-year. What little is
-- known of a title is drawn towards it.
-- @key(period)
select
    period, -- half-year
    {{ ratio_of_sums('unemployed', 'full_time_employees') }}
        as unemployment_ratio, -- unemployed per employee
    {{ ratio_of_sums('advertised_hires', 'hires') }}
        as advertising_share, -- share of hires made through adverts
    {{ ratio_of_sums('attempts', 'full_time_employees') }}
        as recruitment_intensity -- recruitment attempts per employee
from shortage.cell
group by period
