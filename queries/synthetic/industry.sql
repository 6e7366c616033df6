-- Where the titles of a field work: one row per occupational field, with the industry of
-- most of its firms, of some, and how many of them are public.
-- @materialize(view)
-- @key(field_da)
select
    field_da, -- occupational field
    industry, -- DB07 code of most firms
    other_industry, -- of the others
    public_share -- share of the firms that are public
from (
    values
        ('Akademisk arbejde', '721900', '841100', 0.5),
        ('Bygge og anlæg', '412000', '432100', 0.03),
        ('Design, formgivning og grafisk arbejde', '741010', '181200', 0.05),
        ('Hotel, restauration, køkken og kantine', '561010', '551010', 0.1),
        ('Industriel produktion', '222900', '108900', 0.0),
        ('It og teleteknik', '620100', '611000', 0.15),
        ('Jern, metal og auto', '255000', '452010', 0.02),
        ('Kontor, administration, regnskab og finans', '692000', '841100', 0.35),
        (
            'Landbrug, skovbrug, gartneri, fiskeri og dyrepleje', '015000', '813000',
            0.04
        ),
        ('Ledelse', '701010', '841100', 0.3),
        ('Medie, kultur, turisme, idræt og underholdning', '931100', '591110', 0.4),
        ('Nærings- og nydelsesmiddel', '101110', '107120', 0.0),
        ('Pædagogisk, socialt og kirkeligt arbejde', '889120', '879020', 0.85),
        ('Rengøring, ejendomsservice og renovation', '812100', '381100', 0.3),
        ('Salg, indkøb og markedsføring', '471110', '463910', 0.01),
        ('Sundhed, omsorg og personlig pleje', '871010', '861000', 0.8),
        ('Teknik og naturvidenskab', '711230', '841300', 0.25),
        ('Tekstil og beklædning', '141300', '139200', 0.0),
        ('Transport, post, lager- og maskinførerarbejde', '494100', '521000', 0.1),
        ('Træ, møbel, glas og keramik', '310900', '162300', 0.0),
        ('Undervisning og vejledning', '852010', '853110', 0.85),
        ('Vagt, sikkerhed og overvågning', '801000', '842200', 0.45)
) as industry (field_da, industry, other_industry, public_share)
