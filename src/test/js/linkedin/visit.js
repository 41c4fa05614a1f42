// Manages, reads and feeds the sandbox's LinkedIn with LinkedIn's own JavaScript client, and reports what it saw as one
// line of JSON. The client knows one address only, so requests are turned to the sandbox on their way out.
const axios = require('axios').default;
const { AuthClient, RestliClient } = require('linkedin-api-client');

const [sandbox, clientId, clientSecret, refreshToken, directToken, accountId] = process.argv.slice(2);

const toSandbox = (config) => {
  config.url = config.url.replace(/^https:\/\/(api|www)\.linkedin\.com/, sandbox);
  return config;
};
axios.interceptors.request.use(toSandbox);
const client = new RestliClient();
client.axiosInstance.interceptors.request.use(toSandbox);

const account = `urn:li:sponsoredAccount:${accountId}`;
const versionString = '202609';
const day = (date) => ({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() });
const daysAgo = (days) => new Date(Date.now() - days * 86_400_000);

async function main() {
  const auth = new AuthClient({ clientId, clientSecret, redirectUrl: 'https://example.com' });
  const tokens = await auth.exchangeRefreshTokenForAccessToken(refreshToken);
  const accessToken = tokens.access_token;
  const introspected = (await auth.introspectAccessToken(accessToken)).data;

  const rules = async () =>
    (
      await client.finder({
        resourcePath: '/conversions',
        finderName: 'account',
        queryParams: { account, start: 0, count: 100 },
        versionString,
        accessToken,
      })
    ).data;
  const before = await rules();

  const created = await client.create({
    resourcePath: '/conversions',
    entity: {
      name: 'Made by a foreign client',
      account,
      conversionMethod: 'CONVERSIONS_API',
      type: 'QUALIFIED_LEAD',
      postClickAttributionWindowSize: 90,
      attributionType: 'LAST_TOUCH_BY_CAMPAIGN',
    },
    versionString,
    accessToken,
  });
  const id = created.createdEntityId;

  const enable = (enabled) =>
    client.partialUpdate({
      resourcePath: '/conversions/{id}',
      pathKeys: { id },
      queryParams: { account },
      patchSetObject: { enabled },
      versionString,
      accessToken,
    });
  const disabled = (await enable(false)).status;
  const enabled = (await enable(true)).status;

  const campaignNames = [];
  let pageToken;
  let pages = 0;
  do {
    const page = (
      await client.finder({
        resourcePath: '/adAccounts/{account}/adCampaigns',
        pathKeys: { account: accountId },
        finderName: 'search',
        queryParams: { search: { status: { values: ['ACTIVE', 'PAUSED'] } }, pageSize: 2, pageToken },
        versionString,
        accessToken,
      })
    ).data;
    campaignNames.push(...page.elements.map((campaign) => [String(campaign.id), campaign.name]));
    pageToken = page.metadata.nextPageToken;
    pages += 1;
  } while (pageToken);
  const campaign = `urn:li:sponsoredCampaign:${campaignNames[0][0]}`;
  const conversion = `urn:lla:llaPartnerConversion:${id}`;

  const associated = await client.update({
    resourcePath: '/campaignConversions/{key}',
    pathKeys: { key: { campaign, conversion } },
    entity: { campaign, conversion },
    versionString,
    accessToken,
  });
  const associatedMany = await client.batchUpdate({
    resourcePath: '/campaignConversions',
    ids: [{ campaign, conversion }],
    entities: [{ campaign, conversion }],
    versionString,
    accessToken,
  });

  const analytics = async (facets) =>
    (
      await client.finder({
        resourcePath: '/adAnalytics',
        finderName: 'analytics',
        queryParams: {
          pivot: 'CAMPAIGN',
          timeGranularity: 'DAILY',
          dateRange: { start: day(daysAgo(29)), end: day(daysAgo(20)) },
          ...facets,
          fields: 'dateRange,pivotValues,costInLocalCurrency,impressions,clicks',
        },
        versionString,
        accessToken,
      })
    ).data.elements;
  const rows = await analytics({ accounts: [account] });
  // Too long for a URL: the client puts the query into the body.
  const many = Array.from({ length: 200 }, (_, n) => `urn:li:sponsoredCampaign:${900000 + n}`);
  const tunnelled = await analytics({ campaigns: [...many, campaign] });

  const sent = await client.batchCreate({
    resourcePath: '/conversionEvents',
    entities: ['one', 'two'].map((eventId) => ({
      conversion,
      conversionHappenedAt: Date.now() - 3_600_000,
      conversionValue: { currencyCode: 'EUR', amount: '48000.00' },
      eventId,
      user: { userIds: [{ idType: 'SHA256_EMAIL', idValue: 'a'.repeat(64) }] },
    })),
    versionString,
    accessToken: directToken,
  });

  let complaint;
  try {
    await client.create({
      resourcePath: '/conversions',
      entity: { name: 'Wrong', account, conversionMethod: 'CONVERSIONS_API', type: 'NO_SUCH_TYPE' },
      versionString,
      accessToken,
    });
  } catch (error) {
    complaint = { status: error.response.status, message: error.response.data.message };
  }

  const after = await rules();
  const made = after.elements.find((rule) => String(rule.id) === id);
  console.log(
    JSON.stringify({
      scope: introspected.scope,
      status: introspected.status,
      before: before.elements.map((rule) => String(rule.id)),
      total: before.paging.total,
      id,
      createdStatus: created.status,
      disabled,
      enabled,
      campaignNames,
      pages,
      associated: associated.status,
      associatedMany: associatedMany.data,
      associatedCampaigns: made.associatedCampaigns.map((each) => each.campaign),
      rows,
      tunnelled: tunnelled.length,
      sent: sent.data,
      complaint,
    }),
  );
}

main().catch((error) => {
  console.error(error.response ? error.response.status + ' ' + JSON.stringify(error.response.data) : error);
  process.exit(1);
});
