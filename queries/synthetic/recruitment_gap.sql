-- What those hired with another profile lacked: one row per answer and qualification.
-- @write(recruitment_gap.parquet)
-- @key(answer_id, qualification)
with hire as (
    select answer_id
    from synthetic.recruitment_survey
    where outcome = 'filled_other_profile'
),

kind as (
    select qualification, number, share
    from (
        values
            ('work_experience', 1, 0.55),
            ('professional_skill', 2, 0.45),
            ('formal_education', 3, 0.25),
            ('language', 4, 0.12),
            ('personal', 5, 0.15),
            ('licence', 6, 0.08),
            ('other', 7, 0.05)
    ) as kind (qualification, number, share)
)

select
    hire.answer_id, -- the answer
    kind.qualification -- what was lacking
from hire
cross join kind
where {{ draw('hire.answer_id * 8 + kind.number', 595) }} < kind.share
