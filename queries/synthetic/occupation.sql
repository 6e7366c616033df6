-- The job titles with what drives them: one row per title. Only the columns of the
-- input contract are read by a build; the rest is the country's hidden nature.
-- @write(occupation.parquet)
-- @key(occupation_id)
with numbered as (
    select
        title_da,
        title_en,
        isco08,
        size_class,
        row_number() over (order by isco08, title_da) as number
    from synthetic.title
),

field as (
    select
        numbered.number,
        max_by(field.field_da, length(field.isco_start)) as field_da
    from numbered
    inner join synthetic.field as field
        on starts_with(numbered.isco08, field.isco_start)
    group by numbered.number
)

select
    'T' || lpad(cast(numbered.number as text), 4, '0')
        as occupation_id, -- the title's identifier
    numbered.title_da, -- the title in Danish
    numbered.title_en, -- the title in English
    numbered.isco08, -- ISCO-08 code
    field.field_da, -- occupational field
    field_name.field_en, -- the field in English
    case substr(numbered.isco08, 1, 1)
        when '0' then 'short'
        when '1' then 'medium'
        when '2' then case when substr(numbered.isco08, 1, 2) in ('22', '23')
                then 'medium' else 'long' end
        when '3' then 'short'
        when '8' then 'none'
        when '9' then 'none'
        else 'vocational'
    end as education_level, -- education that the title asks for
    numbered.number -- 1 to 980, neighbours in the classification
from numbered
inner join field on numbered.number = field.number
inner join synthetic.field_name as field_name
    on field.field_da = field_name.field_da
