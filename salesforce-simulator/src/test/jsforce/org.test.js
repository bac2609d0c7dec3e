// jsforce against a running org: node org.test.js <base URL> <client id> <client secret> <user name> <password>
const assert = require('node:assert');
const jsforce = require('jsforce');
const { StreamingExtension } = require('jsforce/lib/api/streaming');

const [url, clientId, clientSecret, username, password] = process.argv.slice(2);
const ACCOUNTS = '/data/AccountChangeEvent';

async function until(condition, what) {
  const deadline = Date.now() + 30000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error('gave up waiting for ' + what);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function login() {
  const oauth2 = { clientId, clientSecret, loginUrl: url };
  const connection = new jsforce.Connection({ instanceUrl: url, version: '62.0', oauth2 });
  const user = await connection.authorize({ grant_type: 'client_credentials' });
  assert.match(user.organizationId, /^00D/);
  const identity = await connection.identity();
  assert.strictEqual(identity.user_id, user.id);
  return connection;
}

async function logsInBySoap() {
  const connection = new jsforce.Connection({ loginUrl: url, version: '62.0' });
  await assert.rejects(connection.login(username, 'wrong'), /INVALID_LOGIN/);
  await connection.login(username, password);
  assert.strictEqual((await connection.query('SELECT COUNT() FROM User')).done, true);
}

async function queriesFamilies(connection) {
  const tree = await connection.requestPost('/services/data/v62.0/composite/tree/Account', {
    records: [
      {
        attributes: { type: 'Account', referenceId: 'parent' },
        Name: 'Family',
        Contacts: { records: [{ attributes: { type: 'Contact', referenceId: 'child' }, LastName: 'Child' }] },
      },
    ],
  });
  assert.strictEqual(tree.hasErrors, false);
  const found = await connection.query(
    'SELECT Name, (SELECT LastName FROM Contacts) FROM Account WHERE Id IN (SELECT AccountId FROM Contact)',
  );
  assert.strictEqual(found.records[0].Contacts.records[0].LastName, 'Child');
}

async function writesAndReads(connection) {
  const described = await connection.sobject('Account').describe();
  assert.ok(described.fields.some((field) => field.name === 'BillingAddress' && field.type === 'address'));
  const created = await connection.sobject('Account').create({ Name: 'jsforce', Industry: 'Energy' });
  await connection.sobject('Account').update({ Id: created.id, Industry: null });
  const found = await connection.query(`SELECT Name, Industry FROM Account WHERE Id = '${created.id}'`);
  assert.deepStrictEqual([found.records[0].Name, found.records[0].Industry], ['jsforce', null]);
  const saved = await connection.sobject('Account').create([{ Name: 'one' }, { Industry: 'Energy' }]);
  assert.deepStrictEqual(saved.map((result) => result.success), [true, false]);
  assert.strictEqual(saved[1].errors[0].statusCode, 'REQUIRED_FIELD_MISSING');
  await assert.rejects(connection.query('SELECT Nonsense FROM Account'), { errorCode: 'INVALID_FIELD' });
  return created.id;
}

async function pages(connection) {
  const contacts = await connection.query('SELECT Id FROM Contact', { autoFetch: true, maxFetch: 5000 });
  const bulk = await connection.bulk2.query('SELECT Id, Name FROM Contact', { pollTimeout: 20000, pollInterval: 50 });
  const rows = await bulk.toArray();
  assert.strictEqual(contacts.records.length, 2500);
  assert.strictEqual(rows.length, 2500);
}

async function streams(connection, id) {
  const kinds = [];
  const client = connection.streaming.createClient([new StreamingExtension.Replay(ACCOUNTS, -2)]);
  await client.subscribe(ACCOUNTS, (event) => kinds.push(event.payload.ChangeEventHeader.changeType));
  await until(() => kinds.length === 3, 'replayed events');
  await connection.sobject('Account').destroy(id);
  await until(() => kinds.length === 4, 'a new event');
  assert.deepStrictEqual(kinds, ['CREATE', 'UPDATE', 'CREATE', 'DELETE']);
  await client.disconnect();
}

async function composes(connection) {
  const answer = await connection.requestPost(`/services/data/v${connection.version}/composite`, {
    allOrNone: true,
    compositeRequest: [
      { method: 'POST', url: '/services/data/v62.0/sobjects/Account', referenceId: 'parent', body: { Name: 'Parent' } },
      {
        method: 'POST',
        url: '/services/data/v62.0/sobjects/Contact',
        referenceId: 'child',
        body: { LastName: 'Child', AccountId: '@{parent.id}' },
      },
    ],
  });
  assert.deepStrictEqual(answer.compositeResponse.map((part) => part.httpStatusCode), [201, 201]);
  const child = await connection.sobject('Contact').retrieve(answer.compositeResponse[1].body.id);
  assert.strictEqual(child.AccountId, answer.compositeResponse[0].body.id);
}

async function ingests(connection) {
  const results = await connection.bulk2.loadAndWaitForResults({
    object: 'Account',
    operation: 'insert',
    input: [{ Name: 'ingested, 1', Industry: 'Energy' }, { Name: '', Industry: 'Energy' }],
    pollTimeout: 20000,
    pollInterval: 50,
  });
  assert.deepStrictEqual(results.successfulResults.map((row) => row.Name), ['ingested, 1']);
  assert.match(results.failedResults[0].sf__Error, /^REQUIRED_FIELD_MISSING/);
  assert.strictEqual(results.unprocessedRecords.length, 0);
}

async function main() {
  const connection = await login();
  const id = await writesAndReads(connection);
  await pages(connection);
  await streams(connection, id);
  await composes(connection);
  await ingests(connection);
  await queriesFamilies(connection);
  await logsInBySoap();
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
