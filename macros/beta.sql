{#-
  The beta and the normal distribution as plain SQL expressions.

    beta_cdf(x, a, b)        I_x(a, b), the cumulative distribution, a DOUBLE in [0, 1]
    beta_quantile(p, a, b)   its inverse at a level p known at compile time, in [0, 1]
    normal_cdf(z)            the standard normal cumulative distribution
    normal_quantile(p)       its inverse at a level p known at compile time: a number

  x, a, b, z are SQL texts: column names, literals or short expressions. They are
  repeated in the text (a and b some 40 times each), so compute a and b in a CTE and pass
  the column names. p is a literal such as 0.025, strictly between 0 and 1.

  Only ln, exp, sqrt, power, sign, abs, greatest, least and CASE are used (no lgamma,
  no erf: Spark has neither). Literals that meet an argument are doubles (5e0, not 5),
  so that integer and decimal columns neither overflow nor lose digits.

  NULL in, NULL out. Otherwise a number in [0, 1], never an error or NaN, for any a, b
  from 0 to 1e9: b <= 0 is a point mass at 1, a <= 0 a point mass at 0.

  Largest errors against scipy (tests/shortage/test_beta.py holds them):
    beta_cdf        0.0003 for all a, b from 1e-9 to 1e9 and x from 0.001 to 0.999
    beta_quantile   for p = 0.025 or 0.975: 0.001 where a + b >= 20, 0.007 where
                    a + b >= 1, 0.01 below; for p from 0.01 to 0.99: 0.0014 where a + b >= 20, 0.006 where a + b >= 5, 0.013
                    below that; in order and in [0, 1]
-#}

{#- An argument, in parentheses unless it is a bare name or number. -#}
{%- macro _arg(text) -%}
{%- set t = text|string|trim -%}
{{ t if t.replace('.', '').replace('_', '').isalnum() else '(' ~ t ~ ')' }}
{%- endmacro -%}

{#- A number as a literal of type DOUBLE. -#}
{%- macro _double(number) -%}
{%- set t = number|round(12)|string -%}
{{ t if 'e' in t else t ~ 'e0' }}
{%- endmacro -%}


{#- Normal cdf: Abramowitz and Stegun 26.2.17, absolute error below 7.5e-8. -#}
{%- macro normal_cdf(z) -%}
{%- set z = _arg(z) -%}
{%- set t = '(1 / (1 + 0.2316419e0 * abs(' ~ z ~ ')))' -%}
(0.5e0 + sign({{ z }}) * (0.5e0 - 0.3989422804e0 * exp(-0.5e0 * power({{ z }}, 2))
  * {{ t }} * (0.319381530e0 + {{ t }} * (-0.356563782e0 + {{ t }} * (1.781477937e0
  + {{ t }} * (-1.821255978e0 + {{ t }} * 1.330274429e0))))))
{%- endmacro -%}


{#- Normal quantile, worked out here and emitted as a number: the usual levels from
    tables, any other by Abramowitz and Stegun 26.2.23 (error below 4.5e-4). Jinja has
    no logarithm: ln q = (q^h - q^-h) / 2h for a small h. -#}
{%- macro normal_quantile(p) -%}
{%- set p = p|float -%}
{%- set q = [p, 1 - p]|min|round(9) -%}
{%- set table = {0.005: 2.575829, 0.01: 2.326348, 0.025: 1.959964, 0.05: 1.644854,
                 0.1: 1.281552, 0.25: 0.67449, 0.5: 0.0} -%}
{%- if q in table -%}
{%- set z = table[q] -%}
{%- else -%}
{%- set t = ((q ** -1e-4 - q ** 1e-4) / 1e-4) ** 0.5 -%}
{%- set z = t - (2.515517 + t * (0.802853 + t * 0.010328))
              / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) -%}
{%- endif -%}
{{ (z if p >= 0.5 else -z)|round(6) }}
{%- endmacro -%}


{#- What Stirling's formula for ln gamma(v) leaves out: the continued fraction
    Abramowitz and Stegun 6.1.48, two terms; error below 2e-5 for v >= 2. -#}
{%- macro _stirling(v) -%}
1 / (12 * ({{ v }}) + 0.4e0 / ({{ v }}))
{%- endmacro -%}


{#- The signed distance d of the Peizer-Pratt approximation at (a+3, b+3). -#}
{%- macro _peizer_pratt_d(x, a, b) -%}
({{b}} + 2.6666666667e0 - ({{a}} + {{b}} + 5.3333333333e0) * (1e0 - {{x}})
      + 0.02e0 * ({{x}} / ({{b}} + 3e0) - (1e0 - {{x}}) / ({{a}} + 3e0)
        + ({{x}} - 0.5e0) / ({{a}} + {{b}} + 6e0)))
{%- endmacro -%}


{#- z^2 / 2 with z the normal deviate of I_x(a+3, b+3) by Peizer and Pratt (1968), "A
    normal approximation for binomial, F, beta, and other common, related tail
    probabilities, I", JASA 63, with their refined d (its terms in 0.02). The last two
    factors are the deviance over its quadratic approximation; both vanish at the
    centre, where the two 1e-4 make the ratio 1. -#}
{%- macro _peizer_pratt_w(x, a, b) -%}
(power({{ _peizer_pratt_d(x, a, b) }}, 2)
      / (2 * ({{a}} + {{b}} + 5.1666666667e0) * {{x}} * (1e0 - {{x}}))
      * (1e-4 + greatest(0e0,
        ({{b}} + 2.5e0) * ln(({{b}} + 2.5e0) / (({{a}} + {{b}} + 5e0) * (1e0 - {{x}})))
        + ({{a}} + 2.5e0) * ln(({{a}} + 2.5e0) / (({{a}} + {{b}} + 5e0) * {{x}}))))
      / (1e-4 + power({{b}} + 2.5e0 - ({{a}} + {{b}} + 5e0) * (1e0 - {{x}}), 2)
        / (2 * ({{a}} + {{b}} + 5e0) * {{x}} * (1e0 - {{x}}))))
{%- endmacro -%}


{#- I_x(a, b) - I_x(a+3, b+3), by three steps of
      I_x(a, b) = I_x(a+1, b+1) + c(a, b) (b / (a+b) - x),
      c(a, b) = x^a (1-x)^b gamma(a+b+1) / (gamma(a+1) gamma(b+1)),
    which is DLMF 8.17.20 (a up by one) and then 8.17.21 (b up by one). The gammas by
    Stirling's formula at a+2, b+2, a+b+2. -#}
{%- macro _beta_shift(x, a, b) -%}
{%- set s = a ~ ' + ' ~ b -%}
({{a}} + 1e0) * ({{b}} + 1e0) / ({{s}} + 1e0)
    * exp({{a}} * ln({{x}}) + {{b}} * ln(1e0 - {{x}}) + 1.0810614668e0
      + ({{s}} + 1.5e0) * ln({{s}} + 2e0) + {{ _stirling(s ~ ' + 2e0') }}
      - ({{a}} + 1.5e0) * ln({{a}} + 2e0) - {{ _stirling(a ~ ' + 2e0') }}
      - ({{b}} + 1.5e0) * ln({{b}} + 2e0) - {{ _stirling(b ~ ' + 2e0') }})
    * ({{b}} / ({{s}}) - {{x}}
      + {{x}} * (1e0 - {{x}}) * ({{s}} + 1e0) * ({{s}} + 2e0) / (({{a}} + 1e0) * ({{b}} + 1e0))
      * (({{b}} + 1e0) / ({{s}} + 2e0) - {{x}}
        + {{x}} * (1e0 - {{x}}) * ({{s}} + 3e0) * ({{s}} + 4e0) / (({{a}} + 2e0) * ({{b}} + 2e0))
        * (({{b}} + 2e0) / ({{s}} + 4e0) - {{x}})))
{%- endmacro -%}


{#- Regularised incomplete beta I_x(a, b) = P(X <= x): Peizer and Pratt at (a+3, b+3),
    then back to (a, b) by the recurrence. The normal cdf inside is by Winitzki (2008),
    "A handy approximation for the error function and its inverse" (error 6e-5), which
    needs the long deviate twice where 26.2.17 needs it eight times. -#}
{%- macro beta_cdf(x, a, b) -%}
{%- set x, a, b = _arg(x), _arg(a), _arg(b) -%}
{%- set w = _peizer_pratt_w(x, a, b) -%}
(CASE
  WHEN {{x}} + {{a}} + {{b}} IS NULL THEN NULL
  WHEN {{x}} >= 1 THEN 1e0
  WHEN {{x}} <= 0 OR {{b}} <= 0 THEN 0e0
  WHEN {{a}} <= 0 THEN 1e0
  ELSE least(1e0, greatest(0e0, 0.5e0
    + 0.5e0 * sign{{ _peizer_pratt_d(x, a, b) }}
    * sqrt(1e0 - exp(-{{ w }}
      * (1e0 + 0.2732395447e0 / (1e0 + 0.147e0
      * {{ w }}))))
    + {{ _beta_shift(x, a, b) }}))
END)
{%- endmacro -%}


{#- Odds x / (1-x) of the lower quantile, normal deviate z <= 0, a and b >= 1, with
    zz = 9 z^2: Abramowitz and Stegun 26.5.21 (Paulson's approximation, Wilson and
    Hilferty's cube roots), a quadratic in the cube root of b x / (a (1-x)), solved. -#}
{%- macro _paulson_odds(zz, a, b) -%}
power({{b}} / {{a}}, 2)
    * power(greatest(power(9e0 * {{a}} - 1, 2) - {{zz}} * {{a}}, 0e0)
      / ((9e0 * {{a}} - 1) * (9e0 * {{b}} - 1)
        + sqrt({{zz}} * greatest({{a}} * power(9e0 * {{b}} - 1, 2)
          + {{b}} * power(9e0 * {{a}} - 1, 2) - {{zz}} * {{a}} * {{b}}, 0e0))), 3)
{%- endmacro -%}


{#- 1 - quantile at p for a <= b, a < 1. DLMF 8.10.11 bounds the gamma cdf by powers
    (1 - exp(-r y))^a with rates r = gamma(1+a)^(-1/a), right for small y, and 1, right
    for large y. Here y = -ln(1-x); the first rate is the one that gives the leading
    term x^a / (a B(a, b)), the second is b, and a weighted mean goes between them, its
    constant 0.137 fitted to scipy's quantiles (a <= 1, a + b = 21 and 30, p = 0.95 and
    0.975; at a = 1 any constant is right). gamma(1+a): Abramowitz and Stegun 6.1.35. -#}
{%- macro _small_shape_tail(p, a, b) -%}
{%- set l = 'ln(1e0 - power(' ~ p ~ ', 1e0 / ' ~ a ~ '))' -%}
exp({{l}}
    * (1e0 - 0.137e0 * {{l}})
    / (({{b}} + 1.5e0 + 0.5e0 * {{a}})
      * power({{b}} * ({{b}} + 1e0) / (({{a}} + {{b}}) * ({{a}} + {{b}} + 1e0)
        * (1e0 + {{a}} * (-0.5748646e0 + {{a}} * (0.9512363e0 + {{a}} * (-0.6998588e0
        + {{a}} * (0.4245549e0 - {{a}} * 0.1010678e0)))))), 1e0 / {{a}})
      - 0.137e0 * {{b}} * {{l}}))
{%- endmacro -%}


{#- y = ln(x / (1-x)) of the quantile at p of Beta(a, b) with a + b < 1, right where y <= 0.
    The density of y is e^(ay) / (1 + e^y)^(a+b) / B, so its integral is, to the second
    term in e^y, e^(ay) / (aB) (1 + e^y)^-ac with c = (a+b) / (a+1): solved by
    y = ln(p a B) / a + c ln(1 + e^y), in odds e^y, which nest no logarithm in another,
    three times. ln(a B b / (a+b)) is a series in a b; its last constant, 0.518, and the
    0.207 that makes c smaller are fitted to scipy's quantiles (a + b from 0.03 to 1, p
    from 0.01 to 0.99). -#}
{%- macro _small_shapes_log_odds(p, a, b) -%}
{%- set s = '(' ~ a ~ ' + ' ~ b ~ ')' -%}
{%- set ratio = p ~ ' * ' ~ s ~ ' / ' ~ b -%}
{%- set series = b ~ ' * (1.6449e0 - ' ~ s ~ ' * (1.2021e0 - 0.518e0 * ' ~ s ~ '))' -%}
{%- set c = s ~ ' / (' ~ a ~ ' + 1e0) * (1e0 - 0.207e0 * ' ~ b ~ ' * (1e0 - ' ~ s ~ '))' -%}
{%- set odds = namespace(text='0e0') -%}
{%- for _ in range(3) -%}
{%- set odds.text = 'least(5e21, power(' ~ ratio ~ ', 1e0 / ' ~ a ~ ') * exp(-' ~ series
    ~ ') * power(1e0 + ' ~ odds.text ~ ', ' ~ c ~ '))' -%}
{%- endfor -%}
ln({{ ratio }}) / {{ a }} - {{ series }} + {{ c }} * ln(1e0 + {{ odds.text }})
{%- endmacro -%}


{#- The quantile by Paulson's approximation, for a and b >= 1. -#}
{%- macro _paulson_quantile(p, a, b) -%}
{%- set zz = _double((9 * (normal_quantile(p)|float) ** 2)|round(6)) -%}
{% if p|float < 0.5 -%}
(1e0 - 1e0 / (1e0 + {{ _paulson_odds(zz, a, b) }}))
{%- else -%}
(1e0 / (1e0 + {{ _paulson_odds(zz, b, a) }}))
{%- endif %}
{%- endmacro -%}


{#- The same for a lesser parameter between 1 and 2, where Paulson's is off by up to
    0.012: at 1 the quantile is exact, p^(1/a) or 1 - (1-p)^(1/b), and what Paulson's
    misses there is made up for in proportion, down to nothing at 2. -#}
{%- macro _near_one_quantile(p, a, b) -%}
{%- set low, high = _double(p|float), _double(1 - p|float) -%}
least(1e0, greatest(0e0, {{ _paulson_quantile(p, a, b) }}
    + CASE WHEN {{b}} <= {{a}}
      THEN (2e0 - {{b}}) * (power({{low}}, 1e0 / {{a}}) - {{ _paulson_quantile(p, a, '1e0') }})
      ELSE (2e0 - {{a}}) * (1e0 - power({{high}}, 1e0 / {{b}}) - {{ _paulson_quantile(p, '1e0', b) }})
    END))
{%- endmacro -%}


{#- Quantile of Beta(a, b) at the literal level p, in closed form; X ~ Beta(a, b) has
    1 - X ~ Beta(b, a), so each piece is written for one tail. With a and b below 1e-9
    the distribution is two points, 0 and 1. -#}
{%- macro beta_quantile(p, a, b) -%}
{%- set a, b = _arg(a), _arg(b) -%}
{%- set low, high = _double(p|float), _double(1 - p|float) -%}
(CASE
  WHEN {{a}} + {{b}} IS NULL THEN NULL
  WHEN {{b}} <= 1e-9 THEN CASE WHEN {{a}} <= 1e-9 AND {{low}} * ({{a}} + {{b}}) <= {{b}} THEN 0e0 ELSE 1e0 END
  WHEN {{a}} <= 1e-9 THEN 0e0
  WHEN {{a}} + {{b}} < 1 THEN power(1e0 + exp(
    greatest(0e0, -({{ _small_shapes_log_odds(low, a, b) }}))
    + least(0e0, {{ _small_shapes_log_odds(high, b, a) }})), -1e0)
  WHEN {{a}} < 1 AND {{a}} <= {{b}} THEN 1e0 - {{ _small_shape_tail(low, a, b) }}
  WHEN {{b}} < 1 THEN {{ _small_shape_tail(high, b, a) }}
  WHEN {{a}} < 2 OR {{b}} < 2 THEN {{ _near_one_quantile(p, a, b) }}
  ELSE {{ _paulson_quantile(p, a, b) }}
END)
{%- endmacro -%}
