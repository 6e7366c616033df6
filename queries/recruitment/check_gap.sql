-- Qualifications are lacking only in those hired with another profile.
-- @materialize(check)
select
    gap.answer_id, -- the answer
    gap.qualification, -- what is said to be lacking
    answer.outcome -- how the attempt ended
from input.recruitment_gap as gap
inner join input.recruitment_survey as answer on gap.answer_id = answer.answer_id
where answer.outcome <> 'filled_other_profile'
