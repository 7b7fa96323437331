/** Prints the pages as JSON; in a process of its own, because a server's elements and a browser's do not share one. */
import { pages, toHtml } from './pages.js';

for (const name of ['output', 'error', 'status', 'progress', 'node', 'python', 'graph', 'text-input', 'file-input', 'sample', 'pipeline']) await import(`../../components/${name}/${name}.ts`);
const written = await Promise.all(Object.entries(pages).map(async ([name, page]) => [name, await toHtml(page)] as const));
console.log(JSON.stringify(Object.fromEntries(written)));
