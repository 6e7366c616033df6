-- What the build says where bringing the demand side up to date has not been better than
-- leaving it as it was: a row, or none. Not published.
-- @key(message)
-- @tell(message)
with pooled as (
    select
        sqrt({{ exact_sum('titles * error * error') }} / sum(titles)) as error,
        sqrt({{ exact_sum('titles * error_last * error_last') }} / sum(titles))
            as error_last
    from balance.nowcast_error
    where side = 'demand' and error is not null
)

select
    concat(
        'balance.nowcast leaves the demand side as in the newest half-year: brought up to ',
        'date its error was ', round(error, 4), ', left as it was ', round(error_last, 4)
    ) as message -- what the build says
from pooled
where error >= error_last
