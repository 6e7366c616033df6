-- The four categories of the balance, one row each.
-- Source: STAR, Formål og anvendelse af Arbejdsmarkedsbalancen (2025), figure 1.
-- @publish
-- @key(category)
select
    category, -- the category's identifier
    good_prospects, -- can the unemployed find work?
    in_shortage, -- do employers fail to recruit?
    label_da, -- its name in Danish
    label_en, -- its name in English
    sort_order -- as the documents list them
from (
    values
        ('good', true, false, 'Gode jobmuligheder', 'Good prospects', 1),
        (
            'poor', false, false, 'Mindre gode jobmuligheder',
            'Less good prospects', 2
        ),
        ('shortage', true, true, 'Mangel på arbejdskraft', 'Shortage', 3),
        ('paradox', false, true, 'Paradoks', 'Paradox', 4)
) as category (
    category, good_prospects, in_shortage, label_da, label_en, sort_order
)
