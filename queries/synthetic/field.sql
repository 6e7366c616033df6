-- Occupational fields, one row per start of an ISCO-08 code; the longest start that
-- fits a code gives its field.
-- @materialize(view)
-- @key(isco_start)
select
    isco_start, -- first digits of the ISCO-08 code
    field_da -- the occupational field in Danish
from (
    values
        ('0', 'Vagt, sikkerhed og overvågning'),
        ('1', 'Ledelse'),
        ('2', 'Akademisk arbejde'),
        ('21', 'Teknik og naturvidenskab'),
        ('2166', 'Design, formgivning og grafisk arbejde'),
        ('22', 'Sundhed, omsorg og personlig pleje'),
        ('23', 'Undervisning og vejledning'),
        ('234', 'Pædagogisk, socialt og kirkeligt arbejde'),
        ('24', 'Kontor, administration, regnskab og finans'),
        ('243', 'Salg, indkøb og markedsføring'),
        ('25', 'It og teleteknik'),
        ('26', 'Akademisk arbejde'),
        ('2635', 'Pædagogisk, socialt og kirkeligt arbejde'),
        ('2636', 'Pædagogisk, socialt og kirkeligt arbejde'),
        ('264', 'Medie, kultur, turisme, idræt og underholdning'),
        ('265', 'Medie, kultur, turisme, idræt og underholdning'),
        ('3', 'Teknik og naturvidenskab'),
        ('32', 'Sundhed, omsorg og personlig pleje'),
        ('33', 'Kontor, administration, regnskab og finans'),
        ('332', 'Salg, indkøb og markedsføring'),
        ('34', 'Medie, kultur, turisme, idræt og underholdning'),
        ('341', 'Pædagogisk, socialt og kirkeligt arbejde'),
        ('3434', 'Hotel, restauration, køkken og kantine'),
        ('35', 'It og teleteknik'),
        ('4', 'Kontor, administration, regnskab og finans'),
        ('43', 'Transport, post, lager- og maskinførerarbejde'),
        ('431', 'Kontor, administration, regnskab og finans'),
        ('5', 'Sundhed, omsorg og personlig pleje'),
        ('51', 'Hotel, restauration, køkken og kantine'),
        ('515', 'Rengøring, ejendomsservice og renovation'),
        ('52', 'Salg, indkøb og markedsføring'),
        ('531', 'Pædagogisk, socialt og kirkeligt arbejde'),
        ('54', 'Vagt, sikkerhed og overvågning'),
        ('6', 'Landbrug, skovbrug, gartneri, fiskeri og dyrepleje'),
        ('7', 'Jern, metal og auto'),
        ('71', 'Bygge og anlæg'),
        ('73', 'Design, formgivning og grafisk arbejde'),
        ('75', 'Nærings- og nydelsesmiddel'),
        ('752', 'Træ, møbel, glas og keramik'),
        ('753', 'Tekstil og beklædning'),
        ('8', 'Industriel produktion'),
        ('83', 'Transport, post, lager- og maskinførerarbejde'),
        ('9', 'Industriel produktion'),
        ('91', 'Rengøring, ejendomsservice og renovation'),
        ('92', 'Landbrug, skovbrug, gartneri, fiskeri og dyrepleje'),
        ('93', 'Transport, post, lager- og maskinførerarbejde'),
        ('931', 'Bygge og anlæg'),
        ('94', 'Hotel, restauration, køkken og kantine'),
        ('96', 'Rengøring, ejendomsservice og renovation')
) as field (isco_start, field_da)
