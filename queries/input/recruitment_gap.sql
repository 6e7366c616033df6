-- What the person hired lacked, one row per answer of the recruitment survey and
-- qualification. Source: the kinds are a choice, after STAR's survey.
-- @optional
-- @without(which qualifications those hired lack)
-- @key(answer_id, qualification)
select
    cast(answer_id as bigint) as answer_id, -- an answer of filled_other_profile @references(input.recruitment_survey.answer_id)
    cast(qualification as text) as qualification -- what was lacking @in(work_experience, professional_skill, formal_education, language, personal, licence, other)
from file.recruitment_gap
