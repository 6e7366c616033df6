-- The municipalities by the number of inhabitants of their jobcentre, one row each:
-- those that share a jobcentre (Esbjerg and Fanø, Ishøj and Vallensbæk, Frederikshavn
-- and Læsø, Tårnby and Dragør) are one, placed by the largest. Source: VIVE, the
-- jobcentres 2011-2019 (Amilon et al.).
-- @beside
-- @publish
-- @key(municipality)
select
    cast(municipality as smallint) as municipality, -- the municipality's number @min(1) @max(999)
    cast(name_da as text) as name_da, -- its name
    cast(municipality_size as text) as municipality_size, -- inhabitants of the jobcentre's municipalities
    cast(size_number as integer) as size_number, -- 1 the smallest … 5 the largest, as the report numbers them @min(1) @max(5)
    cast(source as text) as source -- where the row is from
from file.municipality_size
