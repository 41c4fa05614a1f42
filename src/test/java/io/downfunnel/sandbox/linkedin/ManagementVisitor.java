package io.downfunnel.sandbox.linkedin;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.Visitor.Reply;

/** A client of LinkedIn's rules, campaigns and reports, as a member who granted access. */
record ManagementVisitor(Visitor visitor, String token) {
    static final String ACCOUNT = "urn%3Ali%3AsponsoredAccount%3A510000001";
    static final String RULES = "/rest/conversions?q=account&account=" + ACCOUNT;
    static final String CAMPAIGNS = "/rest/adAccounts/510000001/adCampaigns?q=search";
    static final String ANY_STATUS = "&search=(status:(values:List(ACTIVE,PAUSED)))";

    static ManagementVisitor to(Sandbox sandbox) {
        var visitor = Visitor.to(sandbox);
        return new ManagementVisitor(visitor, "").consented();
    }

    /** With a token of now, which may do what tokens may do now. */
    ManagementVisitor consented() {
        return new ManagementVisitor(
                visitor,
                new ConversionsVisitor(visitor)
                        .refresh(ConversionsVisitor.REFRESH)
                        .json()
                        .path("access_token")
                        .asText());
    }

    Reply get(String path) {
        return send("GET", path, "", "202609");
    }

    Reply post(String path, String body, String... headers) {
        return send("POST", path, body, "202609", headers);
    }

    Reply patch(String rule, String set) {
        return post(
                "/rest/conversions/" + rule + "?account=" + ACCOUNT,
                "{\"patch\":{\"$set\":" + set + "}}",
                "X-RestLi-Method",
                "PARTIAL_UPDATE");
    }

    Reply send(String method, String path, String body, String version, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(visitor.url() + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + token)
                .header("LinkedIn-Version", version)
                .header("X-Restli-Protocol-Version", "2.0.0");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return visitor.send(request);
    }

    JsonNode elements(String path) {
        Reply reply = get(path);
        if (reply.status() != 200) {
            throw new AssertionError(reply.status() + " " + reply.body());
        }
        return reply.json().path("elements");
    }

    /** The id of a new rule. */
    String create(String name, String type) {
        return post("/rest/conversions", rule(name, type)).header("x-restli-id");
    }

    static String rule(String name, String type) {
        return """
                {"name":"%s","account":"urn:li:sponsoredAccount:510000001","conversionMethod":"CONVERSIONS_API",\
                "type":"%s"}""".formatted(name, type);
    }

    static String analytics(String pivot, LocalDate first, LocalDate last, String more) {
        return "/rest/adAnalytics?q=analytics&pivot=" + pivot + "&timeGranularity=DAILY&dateRange=(start:" + day(first)
                + ",end:" + day(last) + ")&accounts=List(" + ACCOUNT + ")" + more;
    }

    private static String day(LocalDate day) {
        return "(year:%d,month:%d,day:%d)".formatted(day.getYear(), day.getMonthValue(), day.getDayOfMonth());
    }

    static LocalDate daysAgo(int days) {
        return LocalDate.now(Clock.systemUTC()).minusDays(days);
    }

    static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.path(field).asText())
                .toList();
    }
}
