// Builds webui/static/webui/dist: one script (and style sheet) per entry, shared chunks, the icon sprite, the licence texts.
// The output is committed. It must be byte-identical on every machine: no dates, no absolute paths, sorted lists.
import { build } from 'esbuild';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, '..', 'static', 'webui', 'dist');
const ENTRIES = ['shell', 'form', 'viewer', 'modeler'];

// form-js has no hook for its few fixed words: they are read from a table that src/form/messages.js fills.
const FORM_WORDS = ["valueLabel || 'Select'", "placeholder: 'Search'", "emptyListMessage = 'No results'", "undefined : 'Search'", "hasOptionsLeft ? 'No results' : 'All values selected'", "\" \", 'Add new'"];

// Two faults of form-js' date and time field, held by tests/browser/test_form_fields.py:
// - what is typed before its effects have run is dropped: an update may only take back the request that it answered;
// - a time without a zone (ours always: form_times.py) is written and shown as it stands, whatever the browser's zone.
const FORM_MENDS = [
  ['setDateTimeUpdateRequest(null);', 'setDateTimeUpdateRequest(asked => asked === dateTimeUpdateRequest ? null : asked);'],
  ['    if (value === newDateTimeValue) {', '    if ((value || null) === newDateTimeValue) {'],
  ['          date = new Date(Date.parse(value));\n          time = isValidDate(date)', `          const plain = /^(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d\\d):(\\d\\d)(?::\\d\\d(?:\\.\\d+)?)?$/.exec(value);
          date = plain ? new Date(+plain[1], plain[2] - 1, +plain[3]) : new Date(Date.parse(value));
          time = plain ? 60 * plain[4] + +plain[5] : isValidDate(date)`],
];
const formWords = {
  name: 'form-words',
  setup(builder) {
    builder.onLoad({ filter: /form-js-viewer[\\/]dist[\\/]index\.es\.js$/ }, ({ path }) => {
      let contents = readFileSync(path, 'utf8');
      for (const words of FORM_WORDS) {
        if (!contents.includes(words)) throw new Error(`form-js no longer says ${words}`);
        contents = contents.replaceAll(words, words.replace(/'(\w[^']*)'/g, (word) => `(globalThis.carelaneFormWords?.[${word}] ?? ${word})`));
      }
      for (const [fault, mended] of FORM_MENDS) {
        if (contents.split(fault).length !== 2) throw new Error(`form-js no longer has ${fault} once`);
        contents = contents.replace(fault, () => mended);
      }
      return { contents, loader: 'js' };
    });
  },
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const result = await build({
  absWorkingDir: here,
  entryPoints: Object.fromEntries(ENTRIES.map((name) => [name, `src/${name}/index.js`])),
  outdir: dist,
  entryNames: '[name]',
  chunkNames: 'chunk-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['chrome109', 'firefox115', 'safari16'],
  minify: true,
  metafile: true,
  plugins: [formWords],
  legalComments: 'none', // collected below instead
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.woff': 'file', '.woff2': 'file', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty', '.bpmn': 'text' },
  logLevel: 'warning',
});

writeFileSync(join(dist, 'icons.svg'), sprite());
writeFileSync(join(dist, 'LICENSES.txt'), licences(Object.keys(result.metafile.inputs)));

function sprite() {
  const names = [...JSON.parse(readFileSync(join(here, 'icons.json'), 'utf8'))].sort();
  const folder = join(here, 'node_modules', '@material-symbols', 'svg-400', 'outlined');
  const symbols = names.map((name) => {
    const svg = readFileSync(join(folder, `${name}.svg`), 'utf8');
    const [, viewBox] = svg.match(/viewBox="([^"]+)"/);
    return `<symbol id="${name}" viewBox="${viewBox}">${svg.replace(/^[^>]*>/, '').replace(/<\/svg>\s*$/, '')}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`;
}

// The text of every package that has code in the bundle, and of the icons.
function licences(inputs) {
  const packages = new Set(['@material-symbols/svg-400']);
  for (const input of inputs) {
    const match = input.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/);
    if (match) packages.add(match[1]);
  }
  const parts = [...packages].sort().map((name) => {
    const root = join(here, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const files = readdirSync(root).filter((file) => /^(licen[sc]e|notice|copying)/i.test(file)).sort();
    const text = files.map((file) => readFileSync(join(root, file), 'utf8').replace(/\r\n/g, '\n').trim()).join('\n\n');
    return `${name} ${version} (${typeof license === 'string' ? license : 'see text'})\n\n${text || 'The package carries no licence text of its own.'}\n`;
  });
  return parts.join(`\n${'-'.repeat(80)}\n\n`);
}
