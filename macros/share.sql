{#- A weighted share with its interval, from sums over firms: of the weights (`whole`),
    their squares, the part's weights (`part`), their squares, and part by whole. -#}

{#- The variance of part ÷ whole (linearised, firms drawn independently):
    n/(n-1) · Σ (part_f − p·whole_f)² ÷ (Σ whole)². NULL for a single firm. -#}
{%- macro share_variance(part, whole, part_squares, products, whole_squares, firms) -%}
{{ firms }} / nullif({{ firms }} - 1e0, 0)
        * greatest(
            {{ part_squares }}
            - 2 * {{ part }} / {{ whole }} * {{ products }}
            + power({{ part }} / {{ whole }}, 2) * {{ whole_squares }}, 0e0
        ) / power({{ whole }}, 2)
{%- endmacro -%}

{#- An end of the 95 pct interval, `side` low or high, on the logit scale. At a share of 0 or
    1 the variance says nothing: the exact end of a binomial with n effective firms. A
    single firm leaves everything open. -#}
{%- macro share_bound(share, variance, n, side) -%}
case
        when {{ variance }} is null then {{ '0e0' if side == 'low' else '1e0' }}
        when {{ share }} <= 1e-12
            then {{ '0e0' if side == 'low' else '1 - power(0.025e0, 1e0 / ' ~ n ~ ')' }}
        when {{ share }} >= 1 - 1e-12
            then {{ 'power(0.025e0, 1e0 / ' ~ n ~ ')' if side == 'low' else '1e0' }}
        else 1 / (
            1 + exp(
                -(
                    ln({{ share }} / (1 - {{ share }}))
                    {{ '-' if side == 'low' else '+' }} 1.959963984540054e0
                    * sqrt({{ variance }}) / ({{ share }} * (1 - {{ share }}))
                )
            )
        )
    end
{%- endmacro -%}
