// Signs in and prints the access token.
//
//   node sign-in.mjs URL USERNAME PASSWORD
const [url, username, password] = process.argv.slice(2);
if (!password) {
  console.error('usage: node sign-in.mjs URL USERNAME PASSWORD');
  process.exit(2);
}

const query = `mutation ($input: SignInInput!) {
  signIn(input: $input) { session { accessToken } errors { message } }
}`;
const response = await fetch(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query, variables: { input: { username, password } } }),
});
const { data, errors } = await response.json();
const token = data?.signIn?.session?.accessToken;
if (!token) {
  console.error(JSON.stringify(errors ?? data));
  process.exit(1);
}
console.log(token);
