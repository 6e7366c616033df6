-- The occupational fields in both languages, one row each.
-- @materialize(view)
-- @key(field_da)
select
    field_da, -- the field in Danish
    field_en -- the field in English
from (
    values
        ('Akademisk arbejde', 'Academic work'),
        ('Bygge og anlæg', 'Building and construction'),
        ('Design, formgivning og grafisk arbejde', 'Design and graphic work'),
        ('Hotel, restauration, køkken og kantine', 'Hotels, restaurants and kitchens'),
        ('Industriel produktion', 'Industrial production'),
        ('It og teleteknik', 'IT and telecommunications'),
        ('Jern, metal og auto', 'Iron, metal and vehicles'),
        (
            'Kontor, administration, regnskab og finans',
            'Office work, administration, accounting and finance'
        ),
        (
            'Landbrug, skovbrug, gartneri, fiskeri og dyrepleje',
            'Farming, forestry, gardening, fishing and animal care'
        ),
        ('Ledelse', 'Management'),
        (
            'Medie, kultur, turisme, idræt og underholdning',
            'Media, culture, tourism, sport and entertainment'
        ),
        ('Nærings- og nydelsesmiddel', 'Food, drink and tobacco'),
        (
            'Pædagogisk, socialt og kirkeligt arbejde',
            'Childcare, social and church work'
        ),
        (
            'Rengøring, ejendomsservice og renovation',
            'Cleaning, property services and refuse collection'
        ),
        ('Salg, indkøb og markedsføring', 'Sales, purchasing and marketing'),
        ('Sundhed, omsorg og personlig pleje', 'Health, care and personal care'),
        ('Teknik og naturvidenskab', 'Engineering and natural science'),
        ('Tekstil og beklædning', 'Textiles and clothing'),
        (
            'Transport, post, lager- og maskinførerarbejde',
            'Transport, post, storage and machine driving'
        ),
        ('Træ, møbel, glas og keramik', 'Wood, furniture, glass and ceramics'),
        ('Undervisning og vejledning', 'Teaching and guidance'),
        ('Vagt, sikkerhed og overvågning', 'Guarding, security and surveillance')
) as field (field_da, field_en)
