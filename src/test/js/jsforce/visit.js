// A client that is not ours, against the sandbox's Salesforce. Prints one JSON object; any complaint ends it with status 1.
// Arguments: base URL, client id, client secret.
import jsforce from 'jsforce';

const [url, clientId, clientSecret] = process.argv.slice(2);

const connection = new jsforce.Connection({
  version: '65.0',
  oauth2: { loginUrl: url, clientId, clientSecret },
});

const user = await connection.authorize({ grant_type: 'client_credentials' });

const first = await connection.query('SELECT Id, Email, Status, SystemModstamp, GCLID__c FROM Lead ORDER BY Id');
const pages = [first.records.length];
const ids = first.records.map((record) => record.Id);
let page = first;
while (!page.done) {
  page = await connection.queryMore(page.nextRecordsUrl);
  pages.push(page.records.length);
  ids.push(...page.records.map((record) => record.Id));
}

const roles = await connection.query(
  'SELECT ContactId, Contact.Email FROM OpportunityContactRole WHERE Contact.Email != null LIMIT 1',
);
const lead = await connection.describe('Lead');
const globals = await connection.describeGlobal();
const identity = await connection.identity();
const soapUser = await connection.soap.getUserInfo();
const soapTime = await connection.soap.getServerTimestamp();

let complaint = 'none';
try {
  await connection.query('SELECT Id, Nope__c FROM Lead');
} catch (error) {
  complaint = error.errorCode ?? error.name;
}

console.log(
  JSON.stringify({
    organization: user.organizationId,
    total: first.totalSize,
    pages,
    distinct: new Set(ids).size,
    firstRecord: first.records[0],
    contactEmail: roles.records[0].Contact.Email,
    leadFields: lead.fields.map((field) => field.name),
    statuses: lead.fields.find((field) => field.name === 'Status').picklistValues.map((value) => value.value),
    objects: globals.sobjects.map((object) => object.name),
    identity: identity.organization_id,
    soapUser: soapUser.userName,
    soapTime: String(soapTime.timestamp ?? soapTime),
    usage: connection.limitInfo?.apiUsage ?? null,
    complaint,
  }),
);
