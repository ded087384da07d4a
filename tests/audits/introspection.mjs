// Asks for the schema as explorers and code generators do, builds it with graphql-js, and compares it with the one served as text.
import { buildClientSchema, buildSchema, getIntrospectionQuery, lexicographicSortSchema, printSchema } from "graphql";

const address = process.argv[2];
const ask = async (query) => {
  const answer = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(errors[0].message);
  return data;
};

const served = await (await fetch(`${address}/schema.graphql`)).text();
// The definitions, without the schema's own, which its text does not have.
const print = (schema) =>
  printSchema(lexicographicSortSchema(schema)).split(/\n(?=\S)/).join("\n").split(/(?<=\n\})\n\n|(?<=^scalar .*)\n\n/m).filter((text) => !/^schema /m.test(text));
const expected = new Set(print(buildSchema(served)));
// What GraphiQL, Apollo, graphql-codegen and Relay ask: all of it, or less.
const all = { descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true };
const variants = [{}, all, { ...all, oneOf: true }, { descriptions: true, inputValueDeprecation: true }, { specifiedByUrl: true }];
let asked = 0;
for (const options of variants) {
  const found = print(buildClientSchema(await ask(getIntrospectionQuery(options))));
  const odd = options.specifiedByUrl ? found.filter((text) => !expected.has(text)) : [];
  const lacking = options.specifiedByUrl && options.descriptions ? [...expected].filter((text) => !found.includes(text)) : [];
  if (found.length < 300 || odd.length > 0 || lacking.length > 0) throw new Error(`${JSON.stringify(options)}: ${found.length}, ${odd[0]}, ${lacking[0]}`);
  asked += 1;
}
const bare = await ask(getIntrospectionQuery({ descriptions: false }));
if (bare.__schema.types.some((type) => "description" in type)) throw new Error("descriptions were not asked for");
console.log(`${asked + 1} queries, one schema`);
