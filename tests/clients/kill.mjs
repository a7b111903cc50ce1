// Kills a server while reports go in, and holds it to what it had acknowledged.
//
//   node kill.mjs PROGRAM [ROUNDS]
//
// PROGRAM is the `duban` to be killed, on an embedded database in a fresh folder. In each round (20
// unless said otherwise) it is started, units write and submit reports as fast as they are answered,
// and it is ended by SIGKILL. After the next start every acknowledged write must be there: a report
// is as acknowledged, or as the write in flight would have left it.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [program, rounds = '20'] = process.argv.slice(2);
if (!program) {
  console.error('usage: node kill.mjs PROGRAM [ROUNDS]');
  process.exit(2);
}
const UNITS = ['jyj', 'fgw', 'czj', 'songgang'];
const folder = await mkdtemp(join(tmpdir(), 'duban-kill-'));
/** What was acknowledged of each duty, and what is in flight. */
const ledger = new Map();
let writes = 0;
let password;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Starts a command that serves, and waits until it says where. */
function start(command) {
  const child = spawn(resolve(program), [command, '--data', folder, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  return new Promise((done, fail) => {
    let told = '';
    child.on('exit', () => fail(new Error(`${command} ended: ${told}`)));
    child.stderr.on('data', (data) => {
      told += data;
      password ??= /password of all: ([^)]+)\)/.exec(told)?.[1];
      const address = /127\.0\.0\.1:\d+/.exec(told);
      if (address && (command === 'serve' || told.includes('Ctrl-C stops it'))) done({ child, url: `http://${address[0]}/graphql` });
    });
  });
}

async function end({ child }, signal) {
  child.removeAllListeners('exit');
  const ended = new Promise((done) => child.on('exit', done));
  child.kill(signal);
  await ended;
}

async function ask(url, token, query, variables) {
  const headers = { 'content-type': 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const answer = await response.json();
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

async function signIn(url, username) {
  const query = 'mutation($input: SignInInput!) { signIn(input: $input) { session { accessToken } } }';
  return (await ask(url, null, query, { input: { username, password } })).signIn.session.accessToken;
}

const REPORT = 'id version state content { progress }';

async function duties(url, token) {
  const found = [];
  for (let after = null; ; ) {
    const query = `query($after: String) { viewer { duties(first: 100, after: $after) {
      edges { node { id state report { ${REPORT} } } } pageInfo { hasNextPage endCursor }
    } } }`;
    const { edges, pageInfo } = (await ask(url, token, query, { after })).viewer.duties;
    found.push(...edges.map((edge) => edge.node));
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}

/** A write, and what it would leave; the report as acknowledged. */
async function write(url, token, duty, mutation, input, wanted) {
  const known = ledger.get(duty.id) ?? {};
  ledger.set(duty.id, { ...known, flying: wanted });
  const name = mutation[0].toUpperCase() + mutation.slice(1);
  const query = `mutation($input: ${name}Input!) { ${mutation}(input: $input) { progressReport { ${REPORT} } errors { code message } } }`;
  const { progressReport, errors } = (await ask(url, token, query, { input }))[mutation];
  if (errors.length > 0) throw new Error(`${mutation}: ${JSON.stringify(errors)}`);
  ledger.set(duty.id, { acknowledged: progressReport });
  writes += 1;
  return progressReport;
}

/** Writes reports of a unit until the server is gone. */
async function work(url, token, random) {
  const open = (await duties(url, token)).filter((duty) => ['OPEN', 'RETURNED'].includes(duty.state));
  let submissions = 1;
  for (let turn = 0; open.length > 0; turn += 1) {
    const place = turn % open.length;
    const duty = open[place];
    const progress = `第${writes}次填报 ${'进展'.repeat(50)}`;
    const input = { dutyId: duty.id, version: duty.report?.version, progress, problems: '', nextSteps: '继续推进', idempotencyKey: `${duty.id}-${Date.now()}-${turn}` };
    duty.report = await write(url, token, duty, 'progressReportSave', input, { progress });
    // A round does not use up all that can be submitted.
    if (submissions > 0 && random < 0.5) {
      submissions -= 1;
      const { id, version } = duty.report;
      await write(url, token, duty, 'progressReportSubmit', { id, version }, { state: 'SUBMITTED' });
      open.splice(place, 1);
    }
  }
}

function hold(duty) {
  const { acknowledged, flying } = ledger.get(duty.id) ?? {};
  if (!acknowledged && !flying) return;
  const { report } = duty;
  const same = report && acknowledged && report.version === acknowledged.version &&
    report.state === acknowledged.state && report.content.progress === acknowledged.content.progress;
  const flown = report && flying && report.version === (acknowledged?.version ?? 0) + 1 &&
    (flying.state ?? report.state) === report.state && (flying.progress ?? report.content.progress) === report.content.progress;
  const nothing = !report && !acknowledged;
  if (!same && !flown && !nothing) throw new Error(`lost: ${JSON.stringify({ acknowledged, flying, report })}`);
  if (report) ledger.set(duty.id, { acknowledged: report });
  else ledger.delete(duty.id);
}

let failed;
let server;
try {
  server = await start('demo');
  await end(server, 'SIGTERM');
  for (let round = 0; round <= Number(rounds); round += 1) {
    server = await start('serve');
    const tokens = [];
    for (const unit of UNITS) tokens.push(await signIn(server.url, unit));
    const seen = new Set();
    for (const token of tokens) {
      for (const duty of await duties(server.url, token)) {
        hold(duty);
        seen.add(duty.id);
      }
    }
    for (const id of ledger.keys()) if (!seen.has(id)) throw new Error(`a duty is gone: ${id}`);
    if (round === Number(rounds)) break;
    let killed = false;
    const { url } = server;
    const working = tokens.map((token) => work(url, token, Math.random()).catch((error) => {
      if (!killed) throw error;
    }));
    const all = Promise.all(working);
    await Promise.race([all, pause(200 + Math.random() * 800)]);
    killed = true;
    await end(server, 'SIGKILL');
    await all;
  }
  await end(server, 'SIGTERM');
  console.log(`${rounds} kills, ${writes} acknowledged writes, none lost`);
} catch (error) {
  failed = error;
  server?.child.kill('SIGKILL');
}
await rm(folder, { recursive: true, force: true });
if (failed || writes === 0) {
  console.error(failed?.message ?? 'nothing was written');
  process.exit(1);
}
