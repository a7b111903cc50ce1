// Drives the demo's page in a browser, as a newcomer would, and holds it to what must be seen.
//
//   node browse.mjs URL [SCREENSHOT.png]
//
// URL is that of `duban demo`. The browser is Chromium (CHROMIUM, else /usr/bin/chromium), spoken to by
// the DevTools protocol. Signs in as a demo account, presses each query's button, looks at the
// schema. Exits 1 if something is missing, anything is written to the console, a policy is violated,
// or another host is asked for anything.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';

const [url, screenshot] = process.argv.slice(2);
if (!url) {
  console.error('usage: node browse.mjs URL [SCREENSHOT.png]');
  process.exit(2);
}
const PATIENCE = 15_000;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const profile = await mkdtemp(join(tmpdir(), 'duban-browse-'));
const browser = spawn(process.env.CHROMIUM || '/usr/bin/chromium', [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--window-size=1280,1000', '--remote-debugging-port=0',
  `--user-data-dir=${profile}`, 'about:blank',
]);
const endpoint = await new Promise((resolve, reject) => {
  let told = '';
  browser.on('error', reject);
  browser.on('exit', () => reject(new Error(`the browser ended: ${told}`)));
  browser.stderr.on('data', (data) => {
    told += data;
    const found = /DevTools listening on (ws:\S+)/.exec(told);
    if (found) resolve(found[1]);
  });
});
const socket = new WebSocket(endpoint, { perMessageDeflate: false });
await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));

const answers = new Map();
const complaints = [];
let asked = 0;
let page;

function send(method, params = {}) {
  const id = ++asked;
  socket.send(JSON.stringify({ id, method, params, sessionId: page }));
  return new Promise((resolve, reject) => answers.set(id, { resolve, reject }));
}

socket.on('message', (data) => {
  const { id, method, params, result, error } = JSON.parse(data);
  if (id) {
    const { resolve, reject } = answers.get(id);
    answers.delete(id);
    return error ? reject(new Error(error.message)) : resolve(result);
  }
  if (method === 'Runtime.exceptionThrown') complaints.push(`exception: ${JSON.stringify(params.exceptionDetails)}`);
  if (method === 'Runtime.consoleAPICalled') complaints.push(`console.${params.type}: ${JSON.stringify(params.args)}`);
  if (method === 'Log.entryAdded') complaints.push(`${params.entry.source} ${params.entry.level}: ${params.entry.text} ${params.entry.url ?? ''}`);
  if (method === 'Network.requestWillBeSent' && !params.request.url.startsWith(url) && !params.request.url.startsWith('data:')) {
    complaints.push(`another host is asked: ${params.request.url}`);
  }
});

async function evaluate(expression) {
  const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true });
  if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description}`);
  return result.value;
}

/** Waits until an expression is true in the page. */
async function until(what, expression) {
  const end = Date.now() + PATIENCE;
  while (!(await evaluate(expression))) {
    if (Date.now() > end) throw new Error(`not seen: ${what}\n${await evaluate('document.body.innerText')}`);
    await pause(50);
  }
}

/** Presses a button, and waits for the answer that it brings. */
async function ask(what, selector) {
  await evaluate(`document.querySelector('#status').textContent = ''; document.querySelector(${JSON.stringify(selector)}).click()`);
  await until(`an answer to ${what}`, `document.querySelector('#status.ok')?.textContent.includes('HTTP 200')`);
  const problems = await evaluate(`document.querySelector('#problems').hidden ? '' : document.querySelector('#problems').innerText`);
  if (problems) throw new Error(`${what}: ${problems}`);
  return evaluate(`document.querySelectorAll('#out .leaf').length`);
}

async function picture(name) {
  if (!screenshot) return;
  const { data } = await send('Page.captureScreenshot', { captureBeyondViewport: false });
  await writeFile(screenshot.replace(/(\.png)?$/, `-${name}.png`), Buffer.from(data, 'base64'));
}

let failed;
try {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  page = (await send('Target.attachToTarget', { targetId, flatten: true })).sessionId;
  for (const domain of ['Runtime', 'Log', 'Network', 'Page']) await send(`${domain}.enable`);
  await send('Page.navigate', { url });
  await until('the accounts', `document.querySelectorAll('#accounts button').length === 12`);
  await picture('greeting');
  await ask('signing in', '#accounts button[data-username="jyj"]');
  await until('who is signed in', `document.querySelector('#who-title').textContent.includes('祝青禾')`);
  const queries = await evaluate(`[...document.querySelectorAll('#queries button')].map((button) => button.textContent)`);
  if (queries.length !== 3) throw new Error(`three queries are to be offered: ${queries}`);
  for (const [place, query] of queries.entries()) {
    const values = await ask(query, `#queries button:nth-child(${place + 1})`);
    if (values < 10) throw new Error(`${query} shows ${values} values`);
    console.log(`${query}: ${values} values`);
    await picture(`query-${place + 1}`);
  }
  await evaluate(`document.querySelector('#tab-schema').click()`);
  await until('the schema', `document.querySelectorAll('#types details').length > 30`);
  await evaluate(`const find = document.querySelector('#find'); find.value = 'Duty'; find.dispatchEvent(new Event('input'))`);
  await until('a type', `document.querySelector('#types details[data-name="Duty"]')?.innerText.includes('报送任务')`);
  await picture('schema');
  await evaluate(`document.querySelector('#sign-out').click()`);
  await until('nobody signed in', `document.querySelector('#sign-out').hidden`);
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  console.log('ok');
} catch (error) {
  failed = error;
}
socket.close();
browser.removeAllListeners('exit');
browser.kill();
await new Promise((resolve) => browser.on('close', resolve));
await rm(profile, { recursive: true, force: true, maxRetries: 5 });
if (failed) {
  console.error(failed.message);
  process.exit(1);
}
