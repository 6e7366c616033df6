{#- Numbers that look random and are not: whole-number hashing of a key, so that the
    same seed gives the same rows whatever the number of threads. The hash is the
    32-bit xor-shift-multiply of C. Wellons ("Prospecting for Hash Functions", 2018,
    lowbias32, first constant), two rounds, on 64-bit whole numbers modulo 2^32. -#}

{#- A whole number from 0 to 2^32 - 1. `key` is a non-negative whole number in SQL,
    `salt` tells one use of a key from another. -#}
{%- macro hashed(key, salt) -%}
{%- set start = '((cast(' ~ key ~ ' as ubigint) % 4294967296 * 2654435769 + '
    ~ (seed * 40503 + salt * 7919 + 12345) ~ ') % 4294967296)' -%}
{%- set first = '(xor(' ~ start ~ ', ' ~ start ~ ' >> 16) * 2146121005 % 4294967296)' -%}
(xor({{ first }}, {{ first }} >> 15) * 2221713035 % 4294967296)
{%- endmacro -%}

{#- A number between 0 and 1, neither of them. -#}
{%- macro draw(key, salt) -%}
((cast({{ hashed(key, salt) }} as double) + 0.5) / 4294967296)
{%- endmacro -%}

{#- A number from about the standard normal distribution: four draws added. -#}
{%- macro draw_normal(key, salt) -%}
(({{ draw(key, salt) }} + {{ draw(key, salt + 1) }} + {{ draw(key, salt + 2) }}
        + {{ draw(key, salt + 3) }} - 2) * 1.7320508)
{%- endmacro -%}
