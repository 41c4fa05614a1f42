package io.downfunnel.extract.salesforce;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;

import com.sforce.soap.partner.PartnerConnection;
import com.sforce.soap.partner.QueryResult;
import com.sforce.ws.ConnectionException;
import com.sforce.ws.ConnectorConfig;

import io.downfunnel.domain.CrmStream;

/**
 * What we ask of Salesforce. For one thread: Force WSC keeps the headers of the last answer on the connection. A dead
 * session is renewed once, unseen; every other failure is an exception.
 */
public final class SalesforceClient {
    /** The library's own version: another one's answers it cannot read (salesforce.md §0 row 6). */
    public static final String API_VERSION = "65.0";

    private static final String CLIENT = "downfunnel/1.0";
    private static final String DEAD_SESSION = "INVALID_SESSION_ID";

    private interface Call<T> {
        T on(PartnerConnection connection) throws ConnectionException;
    }

    /** Ids and instants of deleted records, and up to where the log was read. */
    public record DeleteLog(List<Deleted> deleted, Instant earliestAvailable, Instant latestCovered) {
        public record Deleted(String id, Instant at) {}
    }

    private final SalesforceSettings settings;
    private final Session session;
    private final CallMeter meter;
    private Token token;
    private PartnerConnection connection;
    private HttpTransport lastTransport;

    public SalesforceClient(SalesforceSettings settings, Session session, CallMeter meter) {
        this.settings = settings;
        this.session = session;
        this.meter = meter;
    }

    public Org org() {
        var user = call(PartnerConnection::getUserInfo);
        return new Org(
                user.getOrganizationId(),
                user.getOrganizationName(),
                user.isOrganizationMultiCurrency(),
                Optional.ofNullable(user.getOrgDefaultCurrencyIsoCode())
                        .filter(code -> !user.isOrganizationMultiCurrency()),
                user.getUserName(),
                token.instance());
    }

    /** Salesforce's clock, which stamps the records. */
    public Instant now() {
        return call(PartnerConnection::getServerTimestamp).getTimestamp().toInstant();
    }

    /** What our user sees of each object; an object that it does not see at all is absent. */
    public Map<CrmStream, Described> describe(List<CrmStream> streams) {
        try {
            return described(streams);
        } catch (SalesforceException e) {
            if (!e.is("INVALID_TYPE")) {
                throw e;
            }
            // One object out of sight refuses the whole call.
            return streams.size() == 1 ? Map.of() : describedOneByOne(streams);
        }
    }

    private Map<CrmStream, Described> describedOneByOne(List<CrmStream> streams) {
        var found = new EnumMap<CrmStream, Described>(CrmStream.class);
        streams.forEach(stream -> found.putAll(describe(List.of(stream))));
        return found;
    }

    private Map<CrmStream, Described> described(List<CrmStream> streams) {
        var names = streams.stream().map(CrmStream::apiName).toArray(String[]::new);
        var results = call(connection -> connection.describeSObjects(names));
        var found = new EnumMap<CrmStream, Described>(CrmStream.class);
        for (int i = 0; i < results.length; i++) {
            if (results[i].isQueryable()) {
                found.put(streams.get(i), Described.of(results[i]));
            }
        }
        return found;
    }

    /** Also what was deleted, merged away or archived. */
    public Page query(String soql) {
        return page(call(connection -> connection.queryAll(soql)));
    }

    /** The rest of a query. */
    public Page more(String locator) {
        return page(call(connection -> connection.queryMore(locator)));
    }

    /** How many rows a {@code COUNT()} query has. */
    public long count(String soql) {
        return call(connection -> connection.queryAll(soql)).getSize();
    }

    /**
     * Up to when all changes are shown: while a long transaction runs, its start (salesforce.md §4.2). The ids that come
     * with it are not looked at.
     */
    public Instant latestDateCovered(CrmStream stream, Instant from, Instant to) {
        return call(connection -> connection.getUpdated(stream.apiName(), calendar(from), calendar(to)))
                .getLatestDateCovered()
                .toInstant();
    }

    /** What was deleted, at most 15 days back. */
    public DeleteLog deleted(CrmStream stream, Instant from, Instant to) {
        var log = call(connection -> connection.getDeleted(stream.apiName(), calendar(from), calendar(to)));
        return new DeleteLog(
                Arrays.stream(log.getDeletedRecords())
                        .map(row -> new DeleteLog.Deleted(
                                row.getId(), row.getDeletedDate().toInstant()))
                        .toList(),
                log.getEarliestDateAvailable().toInstant(),
                log.getLatestDateCovered().toInstant());
    }

    private static Page page(QueryResult result) {
        return new Page(
                Arrays.stream(result.getRecords()).map(Values::of).toList(),
                Optional.ofNullable(result.getQueryLocator()).filter(locator -> !result.isDone()),
                result.getSize());
    }

    private <T> T call(Call<T> call) {
        if (connection == null) {
            connect(session.token());
        }
        try {
            return once(call);
        } catch (SalesforceException e) {
            if (!e.is(DEAD_SESSION)) {
                throw e;
            }
            connect(session.otherThan(token));
            return once(call);
        }
    }

    private <T> T once(Call<T> call) {
        meter.beforeCall();
        connection.clearLimitInfoHeader();
        try {
            return call.on(connection);
        } catch (ConnectionException | RuntimeException e) {
            // Unchecked ones too: a fault without a type ends as a ClassCastException (salesforce.md §0 row 6).
            throw Faults.of(e, lastTransport == null ? Optional.empty() : lastTransport.faultCode());
        } finally {
            meter.afterCall(usage());
        }
    }

    private Optional<CallMeter.Usage> usage() {
        return Optional.ofNullable(connection.getLimitInfoHeader())
                .flatMap(header -> Arrays.stream(header.getLimitInfo()).findFirst())
                .map(limit -> new CallMeter.Usage(limit.getCurrent(), limit.getLimit()));
    }

    /** The address belongs to the token: an organisation can move. */
    private void connect(Token fresh) {
        var endpoint = fresh.instance() + "/services/Soap/u/" + API_VERSION;
        var config = new ConnectorConfig();
        config.setServiceEndpoint(endpoint);
        // Unset, it points to a test host of Salesforce's own (salesforce.md §0 row 2).
        config.setAuthEndpoint(endpoint);
        config.setSessionId(fresh.value());
        config.setTransportFactory(() -> lastTransport = new HttpTransport(session.http(), settings.responseCap()));
        try {
            connection = new PartnerConnection(config);
        } catch (ConnectionException | RuntimeException e) {
            throw Faults.of(e, Optional.empty());
        }
        connection.setCallOptions(CLIENT, null);
        connection.setQueryOptions(settings.batchSize());
        token = fresh;
    }

    private static GregorianCalendar calendar(Instant instant) {
        var calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        calendar.setTimeInMillis(instant.toEpochMilli());
        return calendar;
    }
}
