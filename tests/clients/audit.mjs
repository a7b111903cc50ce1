// Holds a running server against the 61 audits of GraphQL over HTTP.
//
//   node audit.mjs URL [TOKEN]
//
// Exits 1 if any audit is not "ok", and says which.
import { auditServer } from 'graphql-http';

const [url, token] = process.argv.slice(2);
if (!url) {
  console.error('usage: node audit.mjs URL [TOKEN]');
  process.exit(2);
}

function signedIn(address, init = {}) {
  const headers = new Headers(init.headers);
  if (token) headers.set('authorization', `Bearer ${token}`);
  return fetch(address, { ...init, headers });
}

const results = await auditServer({ url, fetchFn: signedIn });
const failed = results.filter((result) => result.status !== 'ok');
for (const { id, name, status, reason } of failed) {
  console.error(`${status}  ${id}  ${name}\n      ${reason}`);
}
console.log(`${results.length - failed.length} of ${results.length} audits are ok`);
process.exit(failed.length === 0 && results.length > 0 ? 0 : 1);
