// Looks for what clients of an earlier contract would miss in a later one: GraphQL by graphql-js, OpenAPI by the rules below.
//
//     node kept.mjs graphql|openapi EARLIER LATER     prints a list of what was taken away or changed (files may be compressed by gzip)
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { buildSchema, findBreakingChanges } from "graphql";

const [kind, ...paths] = process.argv.slice(2);
const [earlier, later] = paths.map((path) => {
  const bytes = readFileSync(path);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
});

const METHODS = ["get", "put", "post", "delete", "patch", "head", "options"];
const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

class Comparison {
  constructor(before, after) {
    Object.assign(this, { before, after, lost: [], seen: new Set() });
  }

  resolve(document, part) {
    if (!part?.$ref) return part;
    return part.$ref.slice(2).split("/").reduce((at, key) => at?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], document);
  }

  missing(place) {
    this.lost.push(place);
  }

  // A schema that clients read (`sent` is false) may say more and vary less; one that they send may ask no more and accept no less.
  schema(before, after, place, sent) {
    const pair = `${sent} ${before?.$ref} ${after?.$ref}`;
    if (before?.$ref && after?.$ref) {
      if (this.seen.has(pair)) return;
      this.seen.add(pair);
    }
    const [old, now] = [this.resolve(this.before, before), this.resolve(this.after, after)];
    if (old === undefined || old === true) return;
    if (now === undefined) return this.missing(place);
    const [had, has] = [list(old.type), list(now.type)];
    const [narrow, wide] = sent ? [had, has] : [has, had];
    if (wide.length > 0 && !narrow.every((type) => wide.includes(type))) this.missing(`${place}: type ${had} is ${has}`);
    const values = [...list(now.enum), ...(now.const === undefined ? [] : [now.const])];
    for (const value of [...list(old.enum), ...(old.const === undefined ? [] : [old.const])]) {
      if (values.length > 0 && !values.includes(value)) this.missing(`${place}: ${value}`);
    }
    const [needed, kept] = sent ? [now, old] : [old, now];
    for (const name of list(needed.required)) {
      if (!list(kept.required).includes(name)) this.missing(`${place}.${name}: required`);
    }
    for (const [name, property] of Object.entries(old.properties ?? {})) {
      this.schema(property, now.properties?.[name], `${place}.${name}`, sent);
    }
    if (old.items) this.schema(old.items, now.items, `${place}[]`, sent);
    for (const key of ["oneOf", "anyOf", "allOf"]) {
      list(old[key]).forEach((part, index) => this.schema(part, list(now[key])[index], `${place}.${key}.${index}`, sent));
    }
  }

  content(before, after, place, sent) {
    for (const [type, body] of Object.entries(before?.content ?? {})) {
      const now = after?.content?.[type];
      if (now) this.schema(body.schema, now.schema, `${place} ${type}`, sent);
      else this.missing(`${place} ${type}`);
    }
  }

  parameters(before, after, place) {
    const named = (document, parts) =>
      new Map(list(parts).map((part) => this.resolve(document, part)).map((part) => [`${part.in} ${part.name}`, part]));
    const [old, now] = [named(this.before, before), named(this.after, after)];
    for (const [name, parameter] of old) {
      if (now.has(name)) this.schema(parameter.schema, now.get(name).schema, `${place} ${name}`, true);
      else this.missing(`${place} ${name}`);
    }
    for (const [name, parameter] of now) {
      if (parameter.required && !old.get(name)?.required) this.missing(`${place} ${name}: required`);
    }
  }

  operation(before, after, place) {
    this.parameters(before.parameters, after.parameters, place);
    const [body, bodyNow] = [this.resolve(this.before, before.requestBody), this.resolve(this.after, after.requestBody)];
    this.content(body, bodyNow, `${place} body`, true);
    if (bodyNow?.required && !body?.required) this.missing(`${place} body: required`);
    for (const [status, response] of Object.entries(before.responses ?? {})) {
      const [old, now] = [this.resolve(this.before, response), this.resolve(this.after, after.responses?.[status])];
      if (now) this.content(old, now, `${place} ${status}`, false);
      else this.missing(`${place} ${status}`);
    }
  }

  run() {
    for (const [path, item] of Object.entries(this.before.paths)) {
      const now = this.after.paths[path];
      if (!now) this.missing(path);
      else this.parameters(item.parameters, now.parameters, path);
      for (const method of METHODS.filter((name) => item[name] && now)) {
        if (now[method]) this.operation(item[method], now[method], `${method} ${path}`);
        else this.missing(`${method} ${path}`);
      }
    }
    return this.lost;
  }
}

const lost =
  kind === "graphql"
    ? findBreakingChanges(buildSchema(earlier), buildSchema(later)).map((change) => change.description)
    : new Comparison(JSON.parse(earlier), JSON.parse(later)).run();
console.log(JSON.stringify(lost));
