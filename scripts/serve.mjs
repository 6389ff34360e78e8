// A static host for dist/: what any web server does, plus the page's own policy as a header. No dependencies.
// Imported by the browser tests; alone: node scripts/serve.mjs [--port N] [--base /some/path/] [--root folder]
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

// The policy stands once, in the page; as a header it also covers frames, which a page cannot say of itself.
function policy(root) {
  const found = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(readFileSync(join(root, 'index.html'), 'utf8'));
  if (!found) throw new Error('index.html has no Content-Security-Policy');
  return `${found[1]}; frame-ancestors 'none'`;
}

// Serves `root` under `base` on loopback; port 0 takes a free one. Nothing outside `base` exists.
export async function serve({ root = DIST, base = '/', port = 0 } = {}) {
  const headers = { 'content-security-policy': policy(root), 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    const inside = path.startsWith(base) ? normalize(`/${path.slice(base.length)}`) : null;
    const file = inside && join(root, inside.endsWith('/') ? `${inside}index.html` : inside);
    if (!file || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
      return;
    }
    response.writeHead(200, { ...headers, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise((ready, failed) => server.once('error', failed).listen(port, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${server.address().port}${base}`,
    close: () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name) => { const at = process.argv.indexOf(`--${name}`); return at < 0 ? undefined : process.argv[at + 1]; };
  const { url } = await serve({ root: option('root') ?? DIST, base: option('base') ?? '/', port: Number(option('port') ?? 0) });
  console.log(url);
}
