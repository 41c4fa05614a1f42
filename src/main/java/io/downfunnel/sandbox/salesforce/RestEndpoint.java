package io.downfunnel.sandbox.salesforce;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.Json;

/** As much of the REST API as a foreign client needs for queries and describes. */
final class RestEndpoint {

    static final String PATH = "/services/data";
    static final String IDENTITY = "/id/";

    private static final Pattern RESOURCE = Pattern.compile("/services/data/v(\\d{2})\\.0/(.+?)/?");
    private static final Pattern OPTIONS = Pattern.compile("batchSize=(\\d+)");
    private static final int OLDEST = 31;
    private static final int NEWEST = 68;

    private final Instance instance;

    RestEndpoint(Instance instance) {
        this.instance = instance;
    }

    Answer answer(Call call) {
        if (call.path().equals(PATH) || call.path().equals(PATH + "/")) {
            return Answer.json(200, versions());
        }
        String operation = "rest";
        try {
            if (call.path().startsWith(IDENTITY)) {
                instance.admit(call.bearer());
                return Answer.json(200, identity());
            }
            Matcher path = RESOURCE.matcher(call.path());
            if (!path.matches()) {
                throw notFound();
            }
            operation = "rest." + path.group(2).split("/")[0];
            Answer answer = resource(call, Integer.parseInt(path.group(1)), path.group(2));
            instance.book().served(instance.now(), operation, call.query(), 0);
            return answer;
        } catch (Refusal refusal) {
            instance.book().refused(instance.now(), operation, call.query(), refusal.code());
            return refused(refusal);
        }
    }

    static Answer refused(Refusal refusal) {
        int status = switch (refusal.code()) {
            case "INVALID_SESSION_ID" -> 401;
            case "REQUEST_LIMIT_EXCEEDED", "API_DISABLED_FOR_ORG", "INSUFFICIENT_ACCESS" -> 403;
            case "NOT_FOUND" -> 404;
            case "UNSUPPORTED_API_VERSION" -> 410;
            case "SERVER_UNAVAILABLE" -> 503;
            case "UNKNOWN_EXCEPTION" -> 500;
            default -> 400;
        };
        ArrayNode errors = Json.array();
        errors.addObject().put("message", refusal.getMessage()).put("errorCode", refusal.code());
        return Answer.json(status, errors);
    }

    private Answer resource(Call call, int version, String resource) {
        if (version < OLDEST || version > NEWEST) {
            throw new Refusal("UNSUPPORTED_API_VERSION", "API version v" + version + ".0 is not supported");
        }
        instance.admit(call.bearer());
        String base = PATH + "/v" + version + ".0";
        JsonNode body = read(call, base, resource);
        return Answer.json(200, body)
                .with(
                        "Sforce-Limit-Info",
                        "api-usage=" + instance.usage().calls() + "/"
                                + instance.usage().limit());
    }

    private JsonNode read(Call call, String base, String resource) {
        Optional<String> batch = call.header("sforce-query-options")
                .map(OPTIONS::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1));
        String[] parts = resource.split("/");
        if (parts.length == 1) {
            return switch (parts[0]) {
                case "query" -> page(instance.query(soql(call), false, batch), base);
                case "queryAll" -> page(instance.query(soql(call), true, batch), base);
                case "limits" -> limits();
                case "sobjects" -> global();
                default -> throw notFound();
            };
        }
        if (parts.length == 2 && (parts[0].equals("query") || parts[0].equals("queryAll"))) {
            return page(instance.more(parts[1], batch), base);
        }
        if (parts.length == 3 && parts[0].equals("sobjects") && parts[2].equals("describe")) {
            ObjectType type = Schema.STANDARD.find(parts[1]).orElseThrow(RestEndpoint::notFound);
            return new Describe(instance.org()).object(type);
        }
        throw notFound();
    }

    private static String soql(Call call) {
        return Optional.ofNullable(call.parameters().get("q"))
                .orElseThrow(() -> new Refusal("MALFORMED_QUERY", "Query parameter q is missing"));
    }

    private static ObjectNode page(Cursors.Page page, String base) {
        ObjectNode node = Json.object()
                .put("totalSize", page.size())
                .put("done", page.locator().isEmpty());
        page.locator().ifPresent(locator -> node.put("nextRecordsUrl", base + "/query/" + locator));
        ArrayNode records = node.putArray("records");
        if (!page.selection().items().isEmpty()) {
            page.rows().forEach(row -> records.add(record(page.selection(), row, base)));
        }
        return node;
    }

    static ObjectNode record(Selection selection, Row row, String base) {
        ObjectNode node = Json.object();
        node.putObject("attributes")
                .put("type", selection.type().name())
                .put("url", base + "/sobjects/" + selection.type().name() + "/" + row.id());
        for (Selection.Item item : selection.items()) {
            switch (item) {
                case Selection.Column(var field) -> put(node, field, row.value(field));
                case Selection.ParentRecord parent -> {
                    Row above = parent.of(row);
                    node.set(parent.relationship(), above == null ? null : record(parent.selection(), above, base));
                }
            }
        }
        return node;
    }

    private static void put(ObjectNode node, Field field, Object value) {
        switch (value) {
            case null -> node.putNull(field.name());
            case Boolean truth -> node.put(field.name(), truth);
            case BigDecimal number when field.type() == FieldType.INT -> node.put(field.name(), number.intValue());
            case BigDecimal number -> node.put(field.name(), number);
            case Instant instant -> node.put(field.name(), RowXml.text(instant).replace("Z", "+0000"));
            default -> node.put(field.name(), value.toString());
        }
    }

    private ObjectNode limits() {
        ObjectNode limits = Json.object();
        limits.putObject("DailyApiRequests")
                .put("Max", instance.usage().limit())
                .put("Remaining", instance.usage().limit() - instance.usage().calls());
        return limits;
    }

    private ObjectNode global() {
        var describe = new Describe(instance.org());
        ObjectNode node = Json.object().put("encoding", "UTF-8").put("maxBatchSize", 200);
        ArrayNode objects = node.putArray("sobjects");
        Schema.STANDARD.types().forEach(type -> objects.add(describe.summary(type)));
        return node;
    }

    private ObjectNode identity() {
        return Json.object()
                .put("user_id", RecordId.of("005", 1))
                .put("organization_id", instance.account().organizationId())
                .put("username", instance.account().username())
                .put("display_name", "Downfunnel Integration")
                .put("email", "integration@sandbox.example")
                .put("active", true)
                .put("user_type", "STANDARD");
    }

    private static ArrayNode versions() {
        ArrayNode versions = Json.array();
        for (int version = OLDEST; version <= NEWEST; version++) {
            versions.addObject()
                    .put("label", "Release " + version)
                    .put("url", PATH + "/v" + version + ".0")
                    .put("version", version + ".0");
        }
        return versions;
    }

    private static Refusal notFound() {
        return new Refusal("NOT_FOUND", "The requested resource does not exist");
    }
}
