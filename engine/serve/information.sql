-- What MySQL's clients ask about databases, tables and columns, from DuckDB's catalog.

create schema information;

-- MySQL's driver for .NET asks at each connection how far the clock is from UTC.
create macro timediff(a, b) as strftime(
    timestamp '2000-01-01' + to_seconds(epoch(a::time) - epoch(b::time)), '%H:%M:%S'
);

-- One row a column of a served relation. The schema balance is stored as main.
create view information.described as
select
    if(c.schema_name = 'main', 'balance', c.schema_name)
        as table_schema,
    c.table_name,
    c.column_name,
    c.column_index as ordinal_position,
    c.is_nullable,
    c.comment,
    r.comment as table_comment,
    r.is_view,
    list_contains(
        string_split(regexp_extract(r.comment, 'Key: ([^.]*)\.', 1), ', '),
        c.column_name
    ) as in_key,
    case
        when c.data_type = 'BOOLEAN' then 'tinyint(1)'
        when c.data_type = 'TINYINT' then 'tinyint'
        when c.data_type = 'SMALLINT' then 'smallint'
        when c.data_type = 'INTEGER' then 'int'
        when c.data_type in ('BIGINT', 'UINTEGER', 'USMALLINT', 'UTINYINT')
            then 'bigint'
        when c.data_type in ('HUGEINT', 'UBIGINT', 'UHUGEINT') then 'decimal(39,0)'
        when c.data_type in ('FLOAT', 'DOUBLE') then lower(c.data_type)
        when c.data_type like 'DECIMAL%' then lower(c.data_type)
        when c.data_type in ('DATE', 'TIME') then lower(c.data_type)
        when c.data_type like 'TIMESTAMP%' then 'datetime(6)'
        when c.data_type = 'BLOB' then 'longblob'
        when c.data_type like '%]' or c.data_type like 'STRUCT%'
            or c.data_type like 'MAP%' then 'json'
        else 'varchar(16383)'
    end as column_type,
from duckdb_columns() as c
inner join (
    select database_name, schema_name, table_name, comment, false as is_view
    from duckdb_tables()
    union all
    select database_name, schema_name, view_name, comment, true
    from duckdb_views()
    where not internal
) as r using (database_name, schema_name, table_name)
where c.database_name = 'public';

create view information.columns as
select
    'def' as table_catalog,
    table_schema,
    table_name,
    column_name,
    ordinal_position,
    null::text as column_default,
    if(is_nullable, 'YES', 'NO') as is_nullable,
    regexp_extract(column_type, '^\w+') as data_type,
    if(column_type like 'varchar%', 16383, null) as character_maximum_length,
    if(column_type like 'varchar%', 65532, null) as character_octet_length,
    case data_type
        when 'tinyint' then 3
        when 'smallint' then 5
        when 'int' then 10
        when 'bigint' then 19
        when 'float' then 12
        when 'double' then 22
        when 'decimal' then regexp_extract(column_type, '\((\d+)', 1)::bigint
    end as numeric_precision,
    case
        when data_type in ('tinyint', 'smallint', 'int', 'bigint') then 0
        when data_type = 'decimal' then regexp_extract(column_type, ',(\d+)', 1)::bigint
    end as numeric_scale,
    if(data_type = 'datetime', 6, null) as datetime_precision,
    if(data_type = 'varchar', 'utf8mb4', null) as character_set_name,
    if(data_type = 'varchar', 'utf8mb4_bin', null) as collation_name,
    column_type,
    if(in_key, 'PRI', '') as column_key,
    '' as extra,
    'select' as privileges,
    coalesce(comment, '') as column_comment,
    '' as generation_expression,
    null::bigint as srs_id,
from information.described;

create view information.tables as
select
    'def' as table_catalog,
    table_schema,
    table_name,
    if(any_value(is_view), 'VIEW', 'BASE TABLE') as table_type,
    if(any_value(is_view), null, 'DuckDB') as engine,
    10 as version,
    'Dynamic' as row_format,
    null::bigint as table_rows,
    null::bigint as avg_row_length,
    null::bigint as data_length,
    null::bigint as max_data_length,
    null::bigint as index_length,
    null::bigint as data_free,
    null::bigint as auto_increment,
    null::timestamp as create_time,
    null::timestamp as update_time,
    null::timestamp as check_time,
    'utf8mb4_bin' as table_collation,
    null::bigint as checksum,
    '' as create_options,
    coalesce(any_value(table_comment), '') as table_comment,
from information.described
group by all;

create view information.schemata as
select distinct
    'def' as catalog_name,
    table_schema as schema_name,
    'utf8mb4' as default_character_set_name,
    'utf8mb4_bin' as default_collation_name,
    null::text as sql_path,
    'NO' as default_encryption,
from information.described
union all
select 'def', 'information_schema', 'utf8mb4', 'utf8mb4_bin', null, 'NO';

create view information.views as
select
    'def' as table_catalog,
    table_schema,
    table_name,
    '' as view_definition,
    'NONE' as check_option,
    'NO' as is_updatable,
    'amb@%' as definer,
    'INVOKER' as security_type,
    'utf8mb4' as character_set_client,
    'utf8mb4_bin' as collation_connection,
from information.tables
where table_type = 'VIEW';

create view information.character_sets as
select
    'utf8mb4' as character_set_name,
    'utf8mb4_bin' as default_collate_name,
    'UTF-8 Unicode' as description,
    4 as maxlen;

create view information.collations as
select
    collation_name,
    'utf8mb4' as character_set_name,
    id,
    if(id = 46, 'Yes', '') as is_default,
    'Yes' as is_compiled,
    1 as sortlen,
    'NO PAD' as pad_attribute,
from (values ('utf8mb4_bin', 46), ('utf8mb4_general_ci', 45)) as t (collation_name, id);

create view information.engines as
select
    'DuckDB' as engine,
    'DEFAULT' as support,
    'The published tables, read-only' as comment,
    'NO' as transactions,
    'NO' as xa,
    'NO' as savepoints;

-- The answers of SHOW; what the client names is picked by the first columns.
create view information.show_databases as
select schema_name as "Database" from information.schemata order by all;

create view information.show_tables as
select table_schema, table_name as "Name", table_type as "Table_type"
from information.tables
order by all;

create view information.show_columns as
select
    table_schema,
    table_name,
    column_name as "Field",
    column_type as "Type",
    is_nullable as "Null",
    column_key as "Key",
    column_default as "Default",
    extra as "Extra",
    collation_name as "Collation",
    privileges as "Privileges",
    column_comment as "Comment",
from information.columns
order by table_schema, table_name, ordinal_position;

create view information.show_status as
select
    table_schema,
    table_name as "Name",
    engine as "Engine",
    version as "Version",
    row_format as "Row_format",
    table_rows as "Rows",
    avg_row_length as "Avg_row_length",
    data_length as "Data_length",
    max_data_length as "Max_data_length",
    index_length as "Index_length",
    data_free as "Data_free",
    auto_increment as "Auto_increment",
    create_time as "Create_time",
    update_time as "Update_time",
    check_time as "Check_time",
    table_collation as "Collation",
    checksum as "Checksum",
    create_options as "Create_options",
    if(table_type = 'VIEW', 'VIEW', table_comment) as "Comment",
from information.tables
order by all;

create view information.show_index as
select
    table_schema,
    table_name,
    table_name as "Table",
    0 as "Non_unique",
    'PRIMARY' as "Key_name",
    row_number() over (
        partition by table_schema, table_name
        order by ordinal_position
    ) as "Seq_in_index",
    column_name as "Column_name",
    'A' as "Collation",
    null::bigint as "Cardinality",
    null::bigint as "Sub_part",
    null::text as "Packed",
    if(is_nullable = 'YES', 'YES', '') as "Null",
    'BTREE' as "Index_type",
    '' as "Comment",
    '' as "Index_comment",
    'YES' as "Visible",
    null::text as "Expression",
from information.columns
where column_key = 'PRI'
order by all;

create view information.show_create as
select
    table_schema,
    table_name,
    table_name as "Table",
    concat(
        'CREATE TABLE `', table_name, '` (', chr(10),
        string_agg(
            concat(
                '  `', column_name, '` ', column_type,
                if(is_nullable, '', ' NOT NULL'),
                ' COMMENT ''', replace(coalesce(comment, ''), '''', ''''''), ''''
            ),
            ',' || chr(10)
            order by ordinal_position
        ),
        if(
            count(*) filter (where in_key) = 0,
            '',
            concat(
                ',', chr(10), '  PRIMARY KEY (',
                string_agg('`' || column_name || '`', ',' order by ordinal_position)
                    filter (where in_key),
                ')'
            )
        ),
        chr(10), ') ENGINE=DuckDB DEFAULT CHARSET=utf8mb4 COMMENT=''',
        replace(coalesce(any_value(table_comment), ''), '''', ''''''), ''''
    ) as "Create Table",
from information.described
group by table_schema, table_name;

create view information.show_collation as
select
    collation_name as "Collation",
    character_set_name as "Charset",
    id as "Id",
    is_default as "Default",
    is_compiled as "Compiled",
    sortlen as "Sortlen",
    pad_attribute as "Pad_attribute",
from information.collations;

create view information.show_charset as
select
    character_set_name as "Charset",
    description as "Description",
    default_collate_name as "Default collation",
    maxlen as "Maxlen",
from information.character_sets;

create view information.show_engines as
select
    engine as "Engine",
    support as "Support",
    comment as "Comment",
    transactions as "Transactions",
    xa as "XA",
    savepoints as "Savepoints",
from information.engines;

create view information.show_grants as
select 'GRANT SELECT ON *.* TO `amb`@`%`' as "Grants for amb@%";
