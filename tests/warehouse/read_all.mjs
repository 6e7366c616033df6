// Reads a public file with the Node client of the folder that it runs in.
import { DuckDBInstance } from "@duckdb/node-api";

const instance = await DuckDBInstance.create(process.argv[2], {
  access_mode: "READ_ONLY",
});
const connection = await instance.connect();
const tables = await connection.runAndReadAll(
  "select table_schema, table_name from information_schema.tables order by all",
);
const rows = {};
for (const [schema, table] of tables.getRows()) {
  const read = await connection.runAndReadAll(`select * from "${schema}"."${table}"`);
  rows[`${schema}.${table}`] = read.currentRowCount;
}
console.log(JSON.stringify({ rows }));
