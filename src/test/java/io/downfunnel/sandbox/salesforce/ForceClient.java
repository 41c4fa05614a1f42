package io.downfunnel.sandbox.salesforce;

import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.TimeZone;

import com.fasterxml.jackson.databind.JsonNode;
import com.sforce.soap.partner.PartnerConnection;
import com.sforce.soap.partner.QueryResult;
import com.sforce.soap.partner.sobject.SObject;
import com.sforce.ws.ConnectionException;
import com.sforce.ws.ConnectorConfig;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.Visitor.Reply;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The real Force WSC, pointed at the sandbox. */
record ForceClient(Visitor visitor, Sandbox sandbox) {

    static ForceClient of(Sandbox sandbox) {
        return new ForceClient(Visitor.to(sandbox), sandbox);
    }

    PartnerConnection connect() throws ConnectionException {
        return connect(token(), "65.0");
    }

    PartnerConnection connect(String token, String version) throws ConnectionException {
        var config = new ConnectorConfig();
        config.setSessionId(token);
        config.setServiceEndpoint(sandbox.url() + "/services/Soap/u/" + version);
        config.setAuthEndpoint(sandbox.url() + "/services/Soap/u/" + version);
        config.setConnectionTimeout(5_000);
        config.setReadTimeout(30_000);
        return new PartnerConnection(config);
    }

    String token() {
        JsonNode json = clientCredentials(account().clientSecret()).json();
        return json.path("access_token").asText();
    }

    Reply clientCredentials(String secret) {
        return form("grant_type", "client_credentials", "client_id", account().clientId(), "client_secret", secret);
    }

    Reply basic(String grantType) {
        String pair = account().clientId() + ":" + account().clientSecret();
        return visitor.post(
                "/services/oauth2/token",
                "grant_type=" + grantType,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
    }

    Reply form(String... namesAndValues) {
        var body = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            body.append(i == 0 ? "" : "&")
                    .append(namesAndValues[i])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], UTF_8));
        }
        return visitor.post(
                "/services/oauth2/token", body.toString(), "Content-Type", "application/x-www-form-urlencoded");
    }

    io.downfunnel.sandbox.SandboxAccounts.Salesforce account() {
        return sandbox.accounts().salesforce();
    }

    JsonNode control(String verb, String json) {
        return visitor.control("salesforce/" + verb, json);
    }

    void fault(String json) {
        visitor.control("faults", json);
    }

    String insertLead(String lastName) {
        return control("insert", """
                        {"object":"Lead","fields":{"LastName":"%s","Company":"Acme","Status":"New"}}""".formatted(lastName)).path("id").asText();
    }

    /** All records of a query, however many pages they come in. */
    static List<SObject> all(PartnerConnection connection, String soql) throws ConnectionException {
        List<SObject> records = new ArrayList<>();
        QueryResult page = connection.query(soql);
        records.addAll(List.of(page.getRecords()));
        while (!page.isDone()) {
            page = connection.queryMore(page.getQueryLocator());
            records.addAll(List.of(page.getRecords()));
        }
        return records;
    }

    static Calendar calendar(Instant instant) {
        var calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        calendar.setTimeInMillis(instant.toEpochMilli());
        return calendar;
    }
}
