// Follows a subscription with the client `graphql-ws`.
//
//   node subscribe.mjs URL TOKEN [DOCUMENT [EVENTS]]
//
// Connects, holds the server to its refusals (a query over the socket, a document that does not fit
// the schema, a bad token), and then, if a DOCUMENT is given, prints as many EVENTS of it (default 1)
// as JSON lines. Exits 1 on anything unexpected.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, token, document, count = '1'] = process.argv.slice(2);
if (!url || !token) {
  console.error('usage: node subscribe.mjs URL TOKEN [DOCUMENT [EVENTS]]');
  process.exit(2);
}

function connect(authorization) {
  return createClient({
    url,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization },
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** The first thing that comes of an operation: an event, an error, or its end. */
function first(client, query) {
  return new Promise((resolve) => {
    client.subscribe(
      { query },
      {
        next: (event) => resolve({ event }),
        error: (error) => resolve({ error }),
        complete: () => resolve({ complete: true }),
      },
    );
  });
}

const client = connect(`Bearer ${token}`);

const query = await first(client, '{ __typename }');
if (query.error?.[0]?.extensions?.code !== 'BAD_USER_INPUT') fail(`a query over the socket: ${JSON.stringify(query)}`);

const invalid = await first(client, 'subscription { thereIsNoSuchField }');
if (invalid.error?.[0]?.extensions?.code !== 'GRAPHQL_VALIDATION_FAILED') fail(`an invalid document: ${JSON.stringify(invalid)}`);

const stranger = connect('Bearer not-a-token');
const refused = await first(stranger, 'subscription { __typename }');
if (refused.error?.code !== 4403) fail(`a bad token: ${JSON.stringify(refused)}`);
await stranger.dispose();

if (document) {
  let left = Number(count);
  for await (const event of client.iterate({ query: document })) {
    console.log(JSON.stringify(event));
    if (event.errors) fail('an event with errors');
    left -= 1;
    if (left === 0) break;
  }
  if (left > 0) fail(`${left} events are missing`);
}

await client.dispose();
console.log('ok');
