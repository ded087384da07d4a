// An OpenID provider on loopback for the tests. It prints its issuer, then answers each line of JSON it is given by a line of JSON:
// {"sign": {claims}, "with": "RS256" | "ES256" | "none" | "HS256"} gives a token; {"rotate": true} gives it other keys;
// {"hang": true} leaves requests without a response from then on; {"held": true} says how many it holds.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { createHmac } from "node:crypto";
import * as jose from "jose";
import Provider from "oidc-provider";

const clients = ["marie", "jean"].map((client_id) => ({
  client_id,
  client_secret: "loopback-only",
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
}));

async function keys(generation) {
  const made = [];
  for (const alg of ["RS256", "ES256"]) {
    const { privateKey } = await jose.generateKeyPair(alg, { extractable: true });
    made.push({ ...(await jose.exportJWK(privateKey)), kid: `${alg}-${generation}`, alg, use: "sig" });
  }
  return made;
}

let handle;
const server = createServer((request, response) => handle(request, response));
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

let generation = 0;
let held = 0;
let current;
async function start() {
  generation += 1;
  current = await keys(generation);
  const provider = new Provider(issuer, {
    clients,
    jwks: { keys: current },
    cookies: { keys: ["loopback-only"] },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => ({
          scope: "",
          audience: "segur",
          accessTokenTTL: 300,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: resource.endsWith("es256") ? "ES256" : "RS256" } },
        }),
      },
    },
  });
  handle = provider.callback();
}

async function sign(claims, alg) {
  const now = Math.floor(Date.now() / 1000);
  const { in: expires = 300, from = -1, ...rest } = claims;
  const payload = { iss: issuer, aud: "segur", sub: "marie", iat: now, nbf: now + from, exp: now + expires, ...rest };
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const rsa = current.find((key) => key.alg === "RS256");
  if (alg === "none") return `${encode({ alg: "none" })}.${encode(payload)}.`;
  if (alg === "HS256") {
    // The confusion: the public key, which everyone has, taken for the secret.
    const { d, p, q, dp, dq, qi, ...open } = rsa;
    const secret = await jose.exportSPKI(await jose.importJWK(open, "RS256"));
    const signed = `${encode({ alg: "HS256", kid: rsa.kid })}.${encode(payload)}`;
    return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
  }
  const key = current.find((key) => key.alg === alg);
  const header = { alg, kid: key.kid };
  return new jose.SignJWT(payload).setProtectedHeader(header).sign(await jose.importJWK(key, alg));
}

await start();
console.log(JSON.stringify({ issuer }));
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  if (asked.rotate) await start();
  if (asked.hang) {
    handle = () => {
      held += 1;
    };
  }
  if (asked.held) {
    console.log(JSON.stringify({ held }));
    continue;
  }
  console.log(JSON.stringify(asked.sign ? { token: await sign(asked.sign, asked.with) } : { rotated: generation }));
}
process.exit(0);
