// Compares verdicts on GraphQL documents: those of graphql-js, which is the specification's own, with the service's.
//
//   node differential.mjs ADDRESS SEED COUNT
//
// Documents are generated from the schema, mutated, or made by hand; their variables too. A refusal for price or depth is no verdict. It prints the
// differences, and fails for any.
import { buildSchema, getNamedType, isEnumType, isInputObjectType, isInterfaceType, isLeafType, isListType, isNonNullType, isObjectType, isUnionType, parse, specifiedRules, validate, visit } from "graphql-17";
import { getVariableValues } from "graphql-17/execution/values.js";

const [address, seedText, countText] = process.argv.slice(2);
const count = Number(countText);

// A small generator, so that a seed says all (mulberry32).
let state = Number(seedText) >>> 0;
const random = () => {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const below = (most) => Math.floor(random() * most);
const pick = (list) => list[below(list.length)];
const chance = (part) => random() < part;

const schema = buildSchema(await (await fetch(`${address}/schema.graphql`)).text());
const names = Object.keys(schema.getTypeMap()).filter((name) => !name.startsWith("__"));

// --- documents that are most often valid ---

let variables;
const literal = (type, depth) => {
  if (isNonNullType(type)) return literal(type.ofType, depth);
  if (depth > 0 && chance(0.08)) return "null";
  if (isListType(type)) return chance(0.2) ? literal(type.ofType, depth + 1) : `[${Array.from({ length: below(3) }, () => literal(type.ofType, depth + 1)).join(", ")}]`;
  if (isEnumType(type)) return pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const wanted = fields.filter((field) => isNonNullType(field.type) || (depth < 3 && chance(1.5 / fields.length)));
    if (type.isOneOf) return `{${pick(fields).name}: ${literal(pick(fields).type, depth + 1)}}`;
    return `{${wanted.map((field) => `${field.name}: ${argument(field.type, depth + 1)}`).join(", ")}}`;
  }
  switch (type.name) {
    case "Int": return String(below(200) - 20);
    case "Float": return chance(0.5) ? String(below(100)) : "1.5";
    case "Boolean": return String(chance(0.5));
    case "ID": return pick(['"a"', "12"]);
    default: return pick(['"biologie"', '"2022-03"', '"1"', '""', '"""bloc"""', '"\\u00e9"']);
  }
};
const argument = (type, depth) => {
  if (!chance(0.15)) return literal(type, depth);
  const name = `v${variables.size}`;
  variables.set(name, type);
  return `$${name}`;
};
const selection = (type, depth) => {
  const parts = [];
  const fields = Object.values(type.getFields?.() ?? {});
  for (let tries = 0; tries < 1 + below(3) && fields.length; tries++) parts.push(field(pick(fields), depth));
  if (chance(0.1)) parts.push("__typename");
  if (chance(0.12)) parts.push(`... on ${chance(0.8) ? type.name : pick(names)} { __typename }`);
  if (isInterfaceType(type) || isUnionType(type)) {
    const possible = pick(schema.getPossibleTypes(type));
    parts.push(`... on ${possible.name} ${selection(possible, depth + 1)}`);
  }
  return `{ ${parts.join(" ") || "__typename"} }`;
};
const field = (one, depth) => {
  // Most of these say something that no list is, so that few documents would be executed: they are rare.
  const rare = ["after", "before", "last", "filter"];
  const given = one.args.filter((arg) => isNonNullType(arg.type) || chance(rare.includes(arg.name) ? 0.04 : 0.25));
  const likely = { asOf: '"1"', first: String(1 + below(5)), offset: "0", limit: "3", slug: '"biologie"', query: '"biologie"', from: '"0"', ids: '["a"]', lang: "FR" };
  const written = (arg) => (likely[arg.name] && chance(0.85) ? likely[arg.name] : argument(arg.type, 0));
  const args = given.length ? `(${given.map((arg) => `${arg.name}: ${written(arg)}`).join(", ")})` : "";
  const named = getNamedType(one.type);
  const alias = chance(0.15) ? `${pick(["a", "b", "c"])}: ` : "";
  const directive = chance(0.08) ? ` @${pick(["include", "skip"])}(if: ${argument(schema.getType("Boolean"), 0)})` : "";
  if (isLeafType(named)) return `${alias}${one.name}${args}${directive}`;
  if (depth > 4) return `${alias}${one.name}${args}${directive} { __typename }`;
  return `${alias}${one.name}${args}${directive} ${selection(named, depth + 1)}`;
};
const generated = () => {
  variables = new Map();
  const body = selection(schema.getQueryType(), 0);
  const declared = [...variables].map(([name, type]) => `$${name}: ${type}`);
  return { query: `query Q${declared.length ? `(${declared.join(", ")})` : ""} ${body}`, values: new Map(variables) };
};

// --- variables ---

const plain = (type, depth) => {
  if (isNonNullType(type)) return plain(type.ofType, depth);
  if (chance(0.1)) return null;
  if (isListType(type)) return chance(0.3) ? plain(type.ofType, depth + 1) : Array.from({ length: below(3) }, () => plain(type.ofType, depth + 1));
  if (isEnumType(type)) return pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || (depth < 2 && chance(0.2)));
    return Object.fromEntries(fields.map((field) => [field.name, plain(field.type, depth + 1)]));
  }
  return pick([1, 12, "biologie", "2022", true, 1.5]);
};
const wrong = () => pick([{}, [], "x", 1.25, 2 ** 40, null, true, { slug: 1 }, [[1]], { nothing: null }]);

// --- mutations of the text ---

const TOKENS = ["{", "}", "(", ")", "[", "]", ":", "!", "$v0", "$w", "...", "null", "true", "1", '"a"', "on", "fragment", "query", "@skip(if: true)", "@nothing", "=", ",", "slug", "String!", "BIOLOGIE", "#x\n", "é", "\"\\u{1F680}\"", "\"\"\"a\"\"\"", "..."];
const split = (text) => text.match(/"""[\s\S]*?"""|"(?:[^"\\]|\\.)*"|\.\.\.|[A-Za-z_$@][A-Za-z0-9_]*|-?\d+(?:\.\d+)?|[^\s]/g) ?? [];
const mutated = (text) => {
  const tokens = split(text);
  for (let times = 0; times < 1 + below(2); times++) {
    const at = below(tokens.length);
    switch (below(6)) {
      case 0: tokens.splice(at, 1); break;
      case 1: tokens.splice(at, 0, tokens[at]); break;
      case 2: tokens.splice(at, 0, pick(TOKENS)); break;
      case 3: tokens[at] = pick(TOKENS); break;
      case 4: { const other = below(tokens.length); [tokens[at], tokens[other]] = [tokens[other], tokens[at]]; break; }
      default: tokens[at] = pick(split(generated().query)) ?? "";
    }
  }
  return tokens.join(" ");
};

// --- documents made by hand ---

const HAND = [
  // Lists of different lengths are different arguments.
  ['{ couloirGroups(by: [NAME, NOTE]) { count } couloirGroups(by: []) { count } }', {}],
  ['{ couloirGroups(by: [NAME]) { count } ... on Query { couloirGroups(by: [NAME, NOTE]) { count } } }', {}],
  ['{ couloirGroups(by: [NAME]) { count } couloirGroups(by: [NAME]) { key { name } } }', {}],
  // Commas mean nothing, wherever they stand.
  ["{ , a , : , region ( , slug , : , \"bretagne\" , ) { , b , : slug , } , }", {}],
  // Amounts that do not add are null.
  ['{ diff(from: "0", to: "1") { datasets { amounts { before after difference } } } }', {}],
  ["query ($a: String) { region(slug: $a) { slug } }", { a: "bretagne" }],
  ["query ($a: ID!) { region(slug: $a) { slug } }", { a: "bretagne" }],
  ["query ($a: [String]) { regions(filter: {slug: {in: $a}}) { nodes { slug } } }", { a: ["bretagne"] }],
  ["query ($a: [String!]) { regions(filter: {slug: {in: $a}}) { nodes { slug } } }", { a: ["bretagne"] }],
  ["query ($a: Boolean) { regions { nodes { slug @include(if: $a) } } }", { a: true }],
  ["query ($a: Boolean = true) { regions { nodes { slug @include(if: $a) } } }", {}],
  ['{ regions(filter: {slug: {eq: "a", eq: "b"}}) { nodes { slug } } }', {}],
  ['{ regions(filter: {kind: {eq: "OVERSEAS"}}) { nodes { slug } } }', {}],
  ["{ regions(filter: {kind: {eq: OVERSEAS}}) { nodes { slug } } }", {}],
  ["{ regions(filter: {name: {eq: null}}) { nodes { slug } } }", {}],
  ["query Q { ...A ...B } fragment A on Query { x: region(slug: \"a\") { slug } } fragment B on Query { x: regions { totalCount } }", {}],
  ["{ node(id: \"a\") { ... on Region { x: name } ... on Couloir { x: revision } } }", {}],
  ["query ($a: Int @nothing) { regions(first: $a) { totalCount } }", { a: 1 }],
  ["{ search(query: \"\\u{1F680}\") { total } }", {}],
  ["\"What it asks.\" query Q { regions { totalCount } }", {}],
  ["\"\"\"What it asks.\"\"\" query Q(\"of it\" $a: Int) { regions(first: $a) { totalCount } }", {}],
  ["query A { regions { totalCount } } query B { regions { totalCount } }", {}],
  ["query A { regions { totalCount } } query A { regions { totalCount } }", {}],
  ["{ regions { totalCount } } query B { regions { totalCount } }", {}],
  ["query A { regions { totalCount } }", {}, "B"],
  ["query A { regions { totalCount } }", {}, "A"],
  ["fragment A on Region { slug } { regions { nodes { ...A } } }", {}],
  ["fragment A on Region { slug } { regions { totalCount } }", {}],
  ["fragment A on Region { ...A } { regions { nodes { ...A } } }", {}],
  ["{ regions { nodes { ...Nowhere } } }", {}],
  ["{ regions(first: 1.0) { totalCount } }", {}],
  ["{ regions(first: \"1\") { totalCount } }", {}],
  ["{ regions(first: 99999999999) { totalCount } }", {}],
  ["query ($a: Int) { regions(first: $a) { totalCount } }", { a: 99999999999 }],
  ["query ($a: Int) { regions(first: $a) { totalCount } }", { a: "1" }],
  ["query ($a: Int) { regions(first: $a) { totalCount } }", { a: 1.0 }],
  ["query ($a: Int!) { regions(first: $a) { totalCount } }", {}],
  ["query ($a: Int!) { regions(first: $a) { totalCount } }", { a: null }],
  ["query ($a: Int! = 3) { regions(first: $a) { totalCount } }", {}],
  ["query ($a: Int = null) { regions(first: $a) { totalCount } }", {}],
  ["query ($a: Int, $a: Int) { regions(first: $a) { totalCount } }", {}],
  ["query ($a: Int) { regions { totalCount } }", {}],
  ["{ regions(first: $a) { totalCount } }", {}],
  ["query ($a: Region) { regions { totalCount } }", {}],
  ["query ($a: RegionFilter) { regions(filter: $a) { totalCount } }", { a: { name: { eq: "a" }, nothing: 1 } }],
  ["query ($a: RegionFilter) { regions(filter: $a) { totalCount } }", { a: { name: { eq: 1 } } }],
  ["query ($a: RegionFilter) { regions(filter: $a) { totalCount } }", { a: { kind: { eq: "overseas" } } }],
  ["{ regions { slug } }", {}],
  ["{ regions }", {}],
  ["{ region(slug: \"a\") { slug { x } } }", {}],
  ["{ region { slug } }", {}],
  ["{ region(slug: \"a\", slug: \"b\") { slug } }", {}],
  ["{ region(nothing: 1, slug: \"a\") { slug } }", {}],
  ["{ region(slug: \"a\") { slug @skip } }", {}],
  ["{ region(slug: \"a\") { slug @skip(if: true) @skip(if: false) } }", {}],
  ["query @skip(if: true) { regions { totalCount } }", {}],
  ["subscription { regions { totalCount } }", {}],
  ["{ __schema { types { name nothing } } }", {}],
  ["{ __type(name: \"Region\") { name } __typename }", {}],
  ["type A { b: Int }", {}],
  ["{ regions { totalCount } } type A { b: Int }", {}],
  ["", {}], ["{}", {}], ["{", {}], ["query", {}], ["\ufeff{ regions { totalCount } }", {}], ["{ regions { totalCount } } # fin", {}],
  ["{ regions(filter: {and: [{name: {eq: \"a\"}}, null]}) { totalCount } }", {}],
  ["{ regions(filter: {and: {name: {eq: \"a\"}}}) { totalCount } }", {}],
  ["{ a: regions { totalCount } a: regions(first: 1) { totalCount } }", {}],
  ["{ a: regions { totalCount } a: regions { totalCount } }", {}],
  ["{ regions { totalCount, ,, edges { node { slug } } } }", {}],
  ["{ regions(first: 01) { totalCount } }", {}], ["{ regions(first: 1a) { totalCount } }", {}], ["{ regions(first: -0) { totalCount } }", {}],
  ["{ search(query: \"a\nb\") { total } }", {}], ["{ search(query: \"\\x\") { total } }", {}], ["{ search(query: \"\\uD83D\\uDE80\") { total } }", {}], ["{ search(query: \"\\uD83D\") { total } }", {}],
];

// --- verdicts ---

const expected = ({ query, variables, operationName }) => {
  let document;
  try {
    document = parse(query);
  } catch (error) {
    return [false, error.message];
  }
  // graphql-js 17 parses an empty selection set; the specification has none (section 2.4).
  let empty = false;
  visit(document, { SelectionSet: (set) => { empty ||= set.selections.length === 0; } });
  if (empty) return [false, "an empty selection set"];
  const errors = validate(schema, document, specifiedRules);
  if (errors.length) return [false, errors[0].message];
  const operations = document.definitions.filter((one) => one.kind === "OperationDefinition");
  const chosen = operationName == null ? operations : operations.filter((one) => one.name?.value === operationName);
  if (chosen.length !== 1) return [false, "no such operation, or several"];
  const coerced = getVariableValues(schema, chosen[0].variableDefinitions ?? [], variables ?? {});
  return coerced.errors ? [false, coerced.errors[0].message] : [true, ""];
};

// --- answers, held against their types ---

// The fields of a selection on a type, by their keys, in the order of the specification (section 6.3.2).
const collected = (document, type, sets, values, into = new Map()) => {
  for (const set of sets) {
    for (const one of set.selections) {
      if (!included(one, values)) continue;
      if (one.kind === "Field") {
        const key = (one.alias ?? one.name).value;
        into.set(key, [...(into.get(key) ?? []), one]);
        continue;
      }
      const fragment = one.kind === "FragmentSpread" ? document.definitions.find((other) => other.kind === "FragmentDefinition" && other.name.value === one.name.value) : one;
      const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
      if (!condition || condition === type || (!isObjectType(condition) && schema.isSubType(condition, type))) collected(document, type, [fragment.selectionSet], values, into);
    }
  }
  return into;
};
const included = (one, values) =>
  (one.directives ?? []).every((directive) => {
    const value = directive.arguments[0].value;
    const holds = value.kind === "Variable" ? values[value.name.value] : value.value;
    return directive.name.value === "include" ? holds : !holds;
  });
const checked = (document, type, nodes, value, values, path, errors) => {
  if (isNonNullType(type)) return value === null ? `${path} is null` : checked(document, type.ofType, nodes, value, values, path, errors);
  if (value === null) return "";
  if (isListType(type)) {
    if (!Array.isArray(value)) return `${path} is no list`;
    return value.map((item, at) => checked(document, type.ofType, nodes, item, values, `${path}[${at}]`, errors)).find(Boolean) ?? "";
  }
  if (isLeafType(type)) {
    if (isEnumType(type) && !type.getValue(value)) return `${path} is no ${type.name}: ${value}`;
    try {
      type.serialize ? type.serialize(value) : type.coerceOutputValue(value);
    } catch (error) {
      return `${path}: ${error.message}`;
    }
    if (["String", "ID"].includes(type.name) && typeof value !== "string") return `${path} is no text`;
    return "";
  }
  if (typeof value !== "object" || Array.isArray(value)) return `${path} is no object`;
  return (isObjectType(type) ? [type] : schema.getPossibleTypes(type)).some((possible) => !answered(document, possible, nodes.map((node) => node.selectionSet), value, values, path)) ? "" : answered(document, isObjectType(type) ? type : schema.getPossibleTypes(type)[0], nodes.map((node) => node.selectionSet), value, values, path);
};
const answered = (document, type, sets, data, values, path) => {
  const wanted = collected(document, type, sets, values);
  const keys = Object.keys(data);
  if (keys.join() !== [...wanted.keys()].join()) return `${path}: ${keys} for ${[...wanted.keys()]}`;
  for (const [key, nodes] of wanted) {
    const name = nodes[0].name.value;
    if (name === "__schema" || name === "__type") continue;
    if (name === "__typename") {
      if (data[key] !== type.name) return `${path}.${key} is ${data[key]}, not ${type.name}`;
      continue;
    }
    const wrong = checked(document, type.getFields()[name].type, nodes, data[key], values, `${path}.${key}`);
    if (wrong) return wrong;
  }
  return "";
};
// What is wrong with the data of an answer.
const misfit = (asked, body) => {
  if (!body.data) return "";
  const document = parse(asked.query);
  const operation = document.definitions.find((one) => one.kind === "OperationDefinition" && (!asked.operationName || one.name?.value === asked.operationName));
  const read = getVariableValues(schema, operation.variableDefinitions ?? [], asked.variables ?? {});
  const values = read.variableValues?.coerced ?? read.coerced ?? {};
  return answered(document, schema.getQueryType(), [operation.selectionSet], body.data, values, "data");
};

const NO_VERDICT = new Set(["TOO_COMPLEX", "TOO_DEEP", "TIMEOUT", "UNAVAILABLE", "RATE_LIMITED", "PAYLOAD_TOO_LARGE"]);
const given = async (asked) => {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify(asked),
  });
  const body = await response.json();
  if (response.status >= 500 && !body.errors?.some((error) => NO_VERDICT.has(error.extensions?.code))) throw new Error(`${response.status}: ${JSON.stringify(asked)}`);
  if (body.errors?.some((error) => NO_VERDICT.has(error.extensions?.code))) return [null, body.errors[0].message];
  // What validation refuses has places in the document; what the service refuses of a valid one has none.
  const refused = body.errors?.find((error) => error.extensions?.code === "BAD_USER_INPUT" && error.locations && !error.path);
  return [!refused, refused?.message ?? "", body];
};

const made = (place) => {
  if (place < HAND.length) {
    const [query, variables, operationName] = HAND[place];
    return { byHand: true, query, variables, ...(operationName && { operationName }) };
  }
  const { query, values } = generated();
  const given = {};
  for (const [name, type] of values) if (!chance(0.1)) given[name] = chance(0.12) ? wrong() : plain(type, 0);
  return { query: chance(0.55) ? mutated(query) : query, variables: given };
};

const tally = { documents: 0, valid: 0, invalid: 0, none: 0, answers: 0, validByHand: 0, invalidByHand: 0, noneByHand: 0 };
const differences = [];
const all = Array.from({ length: Math.max(count, HAND.length) }, (_, place) => made(place));
const worker = async () => {
  for (let made; (made = all.pop()); ) {
    const { byHand, ...asked } = made;
    const [right, why] = expected(asked);
    const [told, reason, body] = await given(asked);
    tally.documents++;
    if (byHand) tally[told === null ? "noneByHand" : right ? "validByHand" : "invalidByHand"]++;
    if (told === null) tally.none++;
    else {
      tally[right ? "valid" : "invalid"]++;
      if (told !== right) differences.push({ asked, right, why: why.slice(0, 200), reason: reason.slice(0, 200) });
      else if (right && body.data) {
        tally.answers++;
        const wrong = misfit(asked, body);
        if (wrong) differences.push({ asked, right, why: `not of its type: ${wrong.slice(0, 200)}`, reason: "" });
      }
    }
  }
};
await Promise.all(Array.from({ length: 8 }, worker));
console.log(JSON.stringify({ ...tally, differences: differences.length, first: differences.slice(0, 25) }, null, 1));
process.exit(differences.length ? 1 : 0);
