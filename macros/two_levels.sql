{#-
  Shares at two levels: a title's share lies around a mean, a region's share around its
  title's. How closely, a precision kappa says for each level: a share is as if drawn
  from the beta distribution with the mean m and the variance m(1 - m) / (kappa + 1), so
  that knowing the mean is worth kappa answers. The counts themselves show kappa.
  Both sides of the balance use it: shortage rates and exit rates.
-#}

{#- CTEs that estimate the precisions from the relation `cells`, one row per cell with
    period, level (title, region), its `events` among `trials`, the mean expected and
    the variance of that mean; the last CTE, `precision`, has period, level, kappa and
    cells, one row per half-year and level.
    Beta-binomial counts have the variance n m (1 - m) (1 + (n - 1) rho), and
    rho = 1 / (kappa + 1): the moments, weighted down where n is large, give rho. -#}
{%- macro precisions(cells) -%}
moment as (
    select
        period,
        level,
        power(1 + trials / 10e0, -2) as weight,
        power(events - trials * mean, 2)
        - trials * mean * (1 - mean)
        - trials * (trials - 1) * variance as excess,
        trials * (trials - 1) * mean * (1 - mean) as scale
    from {{ cells }}
),

correlation as (
    select
        period,
        level,
        {{ exact_sum('weight * excess') }}
        / nullif({{ exact_sum('weight * scale') }}, 0) as rho,
        count(*) as cells
    from moment
    group by period, level
),

estimated as (
    select
        period,
        level,
        case
            when rho > 0 then least(1 / rho - 1, 3000e0)
            else 3000e0
        end as kappa,
        cells
    from correlation
),

every_level as (
    select period.period, level.level
    from reference.period as period
    cross join (values ('title'), ('region')) as level (level)
),

-- with too few cells to say how much regions differ, kappa is 100
precision as (
    select
        every_level.period,
        every_level.level,
        case
            when every_level.level = 'title'
                then greatest(coalesce(estimated.kappa, 3000e0), 1e0)
            when coalesce(estimated.cells, 0) < 30 then 100e0
            else greatest(estimated.kappa, 3e0)
        end as kappa,
        coalesce(estimated.cells, 0) as cells
    from every_level
    left join estimated
        on every_level.period = estimated.period
        and every_level.level = estimated.level
)
{%- endmacro -%}

{#- What a region's answers are worth when the title's share is asked for: less than
    their number, for many answers in one region still come from one region. -#}
{%- macro worth(answers, kappa_region) -%}
{{ answers }} * ({{ kappa_region }} + 1) / ({{ kappa_region }} + {{ answers }})
{%- endmacro -%}

{#- How many answers it is worth to know a share's mean with a variance. -#}
{%- macro weight_of(mean, variance) -%}
{{ mean }} * (1 - {{ mean }}) / {{ variance }} - 1
{%- endmacro -%}
