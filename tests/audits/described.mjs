// Looks for a description of every type, field, argument, enum value and input field of a schema, and for @specifiedBy on its scalars.
//
//     node described.mjs SCHEMA.graphql   prints {"described": …, "lacking": […]}
import { readFileSync } from "node:fs";
import { parse } from "graphql";

const document = parse(readFileSync(process.argv[2], "utf8"));
const lacking = [];
let described = 0;

function look(name, node) {
  if (node.description?.value) described += 1;
  else lacking.push(name);
  const own = node.name.value;
  for (const part of [...(node.fields ?? []), ...(node.values ?? []), ...(node.arguments ?? [])]) {
    look(`${name}.${part.name.value}`, part);
  }
  if (node.kind === "ScalarTypeDefinition" && !node.directives.some((directive) => directive.name.value === "specifiedBy")) {
    lacking.push(`${own}: @specifiedBy`);
  }
}

for (const definition of document.definitions) {
  if (definition.name && definition.kind !== "DirectiveDefinition") look(definition.name.value, definition);
}
console.log(JSON.stringify({ described, lacking }));
