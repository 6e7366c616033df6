-- Cumulative incidence of each exit reason, the others competing (Aalen-Johansen), with
-- Aalen's variance as M. Pintilie, Competing Risks (2006), eq. 4.5, writes it: one row
-- per target group, municipality size (all: every spell), reason that occurs in the
-- group, and month from 1 to the group's longest spell. Not published: it holds small
-- counts.
-- @key(target_group, municipality_size, exit_reason, month)
with ended as (
    select
        target_group,
        municipality_size,
        exit_reason,
        months as month,
        cast(spells as double) as exits
    from spells.length_count
    where exit_reason <> 'still_unemployed'
),

reason as (
    select distinct target_group, exit_reason
    from ended
),

-- of all spells at risk, n, d end and r of these for the reason
month as (
    select
        risk.target_group,
        risk.municipality_size,
        reason.exit_reason,
        risk.month,
        risk.at_risk as n,
        risk.exits as d,
        risk.weight,
        coalesce(ended.exits, 0) as r,
        lag(risk.survival, 1, 1e0) over (
            partition by
                risk.target_group, risk.municipality_size, reason.exit_reason
            order by risk.month
        ) as survival_before
    from spells.risk as risk
    inner join reason on risk.target_group = reason.target_group
    left join ended
        on risk.target_group = ended.target_group
        and risk.municipality_size = ended.municipality_size
        and reason.exit_reason = ended.exit_reason
        and risk.month = ended.month
),

term as (
    select
        *,
        case when n > 0 then survival_before * r / n else 0e0 end as step,
        case when n > 1 and n > d then d / (n - 1) / (n - d) else 0e0 end as a,
        case
            when n > 1
                then survival_before * survival_before * (n - r) * r
                    / (n - 1) / n / n
            else 0e0
        end as b,
        case
            when n > 1 and n > d
                then survival_before * r * (n - r) / n / (n - d) / (n - 1)
            else 0e0
        end as c
    from month
),

summed as (
    select
        *,
        {{ exact_sum('step', over='so_far', places=28) }} as probability
    from term
    window so_far as (
        partition by target_group, municipality_size, exit_reason
        order by month
    )
),

-- the sums over earlier months k of (F - F_k)^2 a_k + b_k - 2 (F - F_k) c_k
expanded as (
    select
        *,
        {{ exact_sum('a', over='so_far', places=28) }} as a_sum,
        {{ exact_sum('probability * a', over='so_far', places=28) }} as fa_sum,
        {{ exact_sum('probability * probability * a', over='so_far', places=28) }} as ffa_sum,
        {{ exact_sum('b', over='so_far', places=28) }} as b_sum,
        {{ exact_sum('c', over='so_far', places=28) }} as c_sum,
        {{ exact_sum('probability * c', over='so_far', places=28) }} as fc_sum
    from summed
    window so_far as (
        partition by target_group, municipality_size, exit_reason
        order by month
    )
)

select
    target_group, -- group of the spell's last month
    municipality_size, -- all, or the inhabitants of the jobcentre's municipalities
    exit_reason, -- the reason followed
    month, -- month of the spell, 1 the first
    n as at_risk, -- spells of at least that length
    r as exits, -- of these, ended in that month for the reason
    probability, -- of having ended for the reason by then
    greatest(
        probability * probability * a_sum - 2 * probability * fa_sum + ffa_sum
        + b_sum - 2 * (probability * c_sum - fc_sum),
        0e0
    ) as variance, -- of the probability (Aalen)
    weight -- what one spell is worth in the month: survival until then by at_risk
from expanded
