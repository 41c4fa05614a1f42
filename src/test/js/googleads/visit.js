// Reads, uploads, retracts and creates with the Node clients of the Google Ads API, and prints what they heard as one line
// of JSON. Only where they connect is changed: both know Google's own address and TLS and nothing else, so the address,
// plain text and the header with the token are given from outside. Messages, paths and errors are the clients' own.
import { createRequire } from "node:module";

// There is no Google cloud around us that could know who we are.
process.env.METADATA_SERVER_DETECTION = "none";

const require = createRequire(import.meta.url);
const { GoogleAdsApi, enums } = require("google-ads-api");
const clients = require("google-ads-node");
const { grpc } = require("google-gax");
const { OAuth2Client } = require("google-auth-library");

const [endpoint, url, customerId, clientId, clientSecret, refreshToken, gclid, when, adjusted] = process.argv.slice(2);
const [servicePath, port] = endpoint.split(":");
const action = `customers/${customerId}/conversionActions/7000000001`;

const oauth = new OAuth2Client({ clientId, clientSecret, endpoints: { oauth2TokenUrl: `${url}/token` } });
oauth.setCredentials({ refresh_token: refreshToken });
const { token, res } = await oauth.getAccessToken();
const headers = { authorization: `Bearer ${token}` };

function service(name) {
  return new clients[name]({ servicePath, port: Number(port), sslCreds: grpc.credentials.createInsecure() });
}

const customer = new GoogleAdsApi({ client_id: clientId, client_secret: clientSecret, developer_token: "none" }).Customer({
  customer_id: customerId,
  refresh_token: refreshToken,
});
customer.loadService = service;
Object.defineProperty(customer, "callHeaders", { get: () => headers });

const search = service("GoogleAdsServiceClient");
const call = { otherArgs: { headers } };
const [actions] = await search.search(
  {
    customer_id: customerId,
    query: "SELECT conversion_action.id, conversion_action.name, conversion_action.type FROM conversion_action"
      + " WHERE conversion_action.type = 'UPLOAD_CLICKS' ORDER BY conversion_action.id",
  },
  call,
);

async function stream(query) {
  const rows = [];
  let chunks = 0;
  for await (const chunk of search.searchStream({ customer_id: customerId, query }, call)) {
    chunks++;
    rows.push(...chunk.results);
  }
  return { rows, chunks };
}
const days = new Date(Date.now() - 300 * 86400000).toISOString().slice(0, 10);
const cost = await stream(
  `SELECT segments.date, campaign.id, campaign.name, metrics.cost_micros, metrics.clicks FROM campaign`
    + ` WHERE segments.date BETWEEN '${days}' AND '${new Date().toISOString().slice(0, 10)}'`,
);

async function complaint(query) {
  try {
    await search.search({ customer_id: customerId, query }, call);
    return "none";
  } catch (error) {
    const failure = customer.getGoogleAdsError(error);
    return Object.keys(failure.errors[0].error_code).join() + " " + failure.errors[0].message;
  }
}

const upload = await customer.conversionUploads.uploadClickConversions({
  customer_id: customerId,
  partial_failure: true,
  conversions: [
    { gclid, conversion_action: action, conversion_date_time: when, conversion_value: 120, currency_code: "EUR", order_id: "node-1" },
    { gclid: "not-a-gclid", conversion_action: action, conversion_date_time: when, order_id: "node-2" },
  ],
});
const retraction = await customer.conversionAdjustmentUploads.uploadConversionAdjustments({
  customer_id: customerId,
  partial_failure: true,
  conversion_adjustments: [
    {
      order_id: "node-1",
      conversion_action: action,
      adjustment_type: enums.ConversionAdjustmentType.RETRACTION,
      adjustment_date_time: adjusted,
    },
  ],
});
const failure = customer.decodePartialFailureError(upload).partial_failure_error;
const created = await customer.conversionActions.create([
  {
    name: "Made by Node",
    type: enums.ConversionActionType.UPLOAD_CLICKS,
    category: enums.ConversionActionCategory.QUALIFIED_LEAD,
    primary_for_goal: false,
  },
]);

console.log(
  JSON.stringify({
    scope: res.data.scope,
    actions: actions.map((row) => row.conversion_action.name),
    campaigns: [...new Set(cost.rows.map((row) => row.campaign.name))],
    rows: cost.rows.length,
    chunks: cost.chunks,
    micros: cost.rows.reduce((sum, row) => sum + Number(row.metrics.cost_micros), 0),
    complaint: await complaint("SELECT campaign.colour FROM campaign"),
    uploaded: upload.results.map((result) => result.gclid ?? ""),
    jobId: String(upload.job_id),
    uploadErrors: failure.errors.map((error) => ({
      code: Object.keys(error.error_code).join() + " " + error.error_code.conversion_upload_error,
      index: Number(error.location.field_path_elements[0].index),
    })),
    retracted: retraction.results[0].order_id,
    retractionErrors: retraction.partial_failure_error?.details?.length ?? 0,
    created: created.results[0].resource_name,
  }),
);
process.exit(0);
