// The questions of the bench in Mercurius (Fastify), with its compiled queries and its loaders: one statement for a page, one for each relation.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import pg from 'pg';

// Whole numbers of eight bytes are below 2^53 here.
pg.types.setTypeParser(20, Number);
const pool = new pg.Pool({ connectionString: process.argv[2], max: 8, options: '-c search_path=plain' });
const read = async (name, text, values) => (await pool.query({ name, text, values })).rows;

const schema = `
  type Query {
    couloirs(first: Int!, slugs: [String!]!): [Named!]!
    solutions(first: Int!, after: Int, contains: String): [Solution!]!
    observations(first: Int!, after: Int, indicator: String!, region: String!, from: String, to: String, byDay: Boolean): [Observation!]!
    sums(indicator: String!, from: String!, to: String!): [Sum!]!
    windows(first: Int!, day: String!): [Named!]!
  }
  type Named { slug: String! name: String! }
  type Solution { id: Int! name: String! editor: Named referencings: [Referencing!]! }
  type Referencing { status: String! statusOn: String }
  type Observation { id: Int! slug: String! period: String! value: Float status: String! }
  type Sum { region: String count: Int! sum: Float }
`;

const page = {
  byKey: `SELECT o.id, o.slug, o.period, o.value, o.status FROM observation o
    WHERE o.indicator_id = (SELECT id FROM indicator WHERE slug = $1) AND o.region_id = (SELECT id FROM region WHERE slug = $2)
      AND o.day >= $3 AND o.last_day <= $4 ORDER BY o.id LIMIT $5`,
  byDay: `SELECT o.id, o.slug, o.period, o.value, o.status FROM observation o
    WHERE o.indicator_id = (SELECT id FROM indicator WHERE slug = $1) AND o.region_id = (SELECT id FROM region WHERE slug = $2)
      AND o.day >= $3 AND o.last_day <= $4 ORDER BY o.day, o.id LIMIT $5`,
  after: `SELECT o.id, o.slug, o.period, o.value, o.status FROM observation o
    WHERE o.indicator_id = (SELECT id FROM indicator WHERE slug = $1) AND o.region_id = (SELECT id FROM region WHERE slug = $2)
      AND o.id > $3 ORDER BY o.id LIMIT $4`,
};

const resolvers = {
  Query: {
    couloirs: (_, { first, slugs }) => read('couloirs', 'SELECT slug, name FROM couloir WHERE slug = ANY($1) ORDER BY id LIMIT $2', [slugs, first]),
    solutions: (_, { first, after, contains }) =>
      contains === undefined
        ? read('solutions', 'SELECT id, name, editor_id FROM solution WHERE id > $1 ORDER BY id LIMIT $2', [after ?? 0, first])
        : read('named', 'SELECT id, name, editor_id FROM solution WHERE name ILIKE $1 ORDER BY id LIMIT $2', [`%${contains}%`, first]),
    observations: (_, { first, after, indicator, region, from, to, byDay }) => {
      if (after !== undefined) return read('after', page.after, [indicator, region, after, first]);
      return byDay
        ? read('byDay', page.byDay, [indicator, region, from, to, first])
        : read('byKey', page.byKey, [indicator, region, from, to, first]);
    },
    sums: (_, { indicator, from, to }) =>
      read('sums', `SELECT r.slug AS region, g.count, g.sum FROM (
          SELECT region_id, count(*) AS count, sum(value) AS sum FROM observation
          WHERE indicator_id = (SELECT id FROM indicator WHERE slug = $1) AND day >= $2 AND day <= $3 AND last_day <= $3 GROUP BY region_id
        ) g LEFT JOIN region r ON r.id = g.region_id ORDER BY r.slug`, [indicator, from, to]),
    windows: (_, { first, day }) =>
      read('windows', `SELECT w.slug, w.name FROM funding_window w WHERE EXISTS (
          SELECT 1 FROM phase p WHERE p.window_id = w.id AND (p.starts_on IS NULL OR p.starts_on <= $1) AND (p.ends_on IS NULL OR p.ends_on >= $1)
        ) ORDER BY w.id LIMIT $2`, [day, first]),
  },
  Referencing: { statusOn: (row) => row.status_on },
};

const loaders = {
  Solution: {
    async editor(asked) {
      const rows = await read('editors', 'SELECT id, slug, name FROM editor WHERE id = ANY($1)', [asked.map(({ obj }) => obj.editor_id)]);
      const byId = new Map(rows.map((row) => [row.id, row]));
      return asked.map(({ obj }) => byId.get(obj.editor_id) ?? null);
    },
    async referencings(asked) {
      const rows = await read('referencings', 'SELECT solution_id, status, status_on FROM referencing WHERE solution_id = ANY($1) ORDER BY solution_id, id', [
        asked.map(({ obj }) => obj.id),
      ]);
      const of = new Map(asked.map(({ obj }) => [obj.id, []]));
      for (const row of rows) of.get(row.solution_id).push(row);
      return asked.map(({ obj }) => of.get(obj.id));
    },
  },
};

const app = Fastify();
app.register(mercurius, { schema, resolvers, loaders, jit: 1 });
await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`Mercurius listens on http://127.0.0.1:${app.server.address().port}`);
