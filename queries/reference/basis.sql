-- The bases of calculation of a shortage rate, one row each.
-- Source: STAR, Formål og anvendelse af Arbejdsmarkedsbalancen (2025), figure 2.
-- @publish
-- @key(shortage_basis)
select
    shortage_basis, -- the basis, 1 to 6, or national
    label_da, -- what it rests on, in Danish
    label_en, -- what it rests on, in English
    formula, -- the rate; y of n answers unfilled, A the adjusted tendency
    sort_order -- most answers first
from (
    values
        (
            '1', 'Regionens egne svar',
            'The region''s own answers', 'y / n', 1
        ),
        (
            '2', 'Regionens svar og landets svar',
            'The region''s answers and the country''s',
            '(κA + y) / (κ + n)', 2
        ),
        (
            '3', 'Regionens svar, landets svar og modellen',
            'The region''s answers, the country''s and the model',
            '(κA + y) / (κ + n)', 3
        ),
        (
            '4', 'Landets svar, regionalt justeret',
            'The country''s answers, adjusted to the region', 'A', 4
        ),
        (
            '5', 'Landets svar og modellen',
            'The country''s answers and the model', 'A', 5
        ),
        ('6', 'Modellen alene', 'The model alone', 'A', 6),
        (
            'national', 'Vægtet gennemsnit af regionerne',
            'Weighted mean of the regions', 'Σ attempts·rate / Σ attempts', 7
        )
) as basis (shortage_basis, label_da, label_en, formula, sort_order)
