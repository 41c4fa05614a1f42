package io.downfunnel.sandbox.salesforce;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.Json;

/** The partner API, version 65.0. */
final class SoapEndpoint {

    static final String PATH = "/services/Soap/";

    static final String XML = "text/xml; charset=UTF-8";

    private static final Pattern VERSION = Pattern.compile("/services/Soap/u/([0-9.]+)(/[A-Za-z0-9]{15,18})?");
    private static final String SPOKEN = "65.0";
    private static final int MAX_RETRIEVE = 2_000;
    private static final int MAX_DESCRIBE = 100;
    private static final int BYTES_PER_ROW = 1_200;
    private static final int BYTES_PER_DESCRIBE = 60_000;
    private static final int HEAD_SIZE = 1_000;
    private static final int SMALL = 2_000;

    private final Instance instance;

    SoapEndpoint(Instance instance) {
        this.instance = instance;
    }

    Answer answer(Call call) {
        Matcher path = VERSION.matcher(call.path());
        if (!call.method().equals("POST")) {
            return Answer.html(405, "<html><body>POST a SOAP message here.</body></html>");
        }
        if (!path.matches() || !path.group(1).equals(SPOKEN)) {
            return SoapFaults.withoutDetail(
                    "UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL; this server speaks " + SPOKEN);
        }
        String operation = "soap";
        String what = "";
        try {
            SoapRequest request = SoapRequest.parse(call.body());
            operation = request.operation();
            what = inBrief(request);
            Reply reply = perform(request);
            instance.book().served(instance.now(), operation, what, reply.rows());
            if (operation.startsWith("query")) {
                instance.gave(again -> whole(again, reply));
            }
            return whole(operation, reply);
        } catch (Refusal refusal) {
            instance.book().refused(instance.now(), operation, what, refusal.code());
            return SoapFaults.of(refusal);
        }
    }

    /**
     * What goes between the envelope's head and foot.
     *
     * @param size about how many bytes it takes
     * @param rows how many records it has
     */
    private record Reply(int size, int rows, Consumer<Xml> writer) {

        void write(Xml xml) {
            writer.accept(xml);
        }
    }

    private Answer whole(String operation, Reply reply) {
        Xml xml = new Xml(HEAD_SIZE + reply.size());
        open(xml, operation);
        reply.write(xml);
        close(xml, operation);
        return Answer.of(200, XML, xml.bytes());
    }

    private Reply perform(SoapRequest request) {
        if (request.operation().equals("login")) {
            throw new Refusal(
                    "INVALID_OPERATION",
                    "SOAP Login operation is not available in the API version specified (" + SPOKEN + ")");
        }
        instance.admit(request.header("sessionId"));
        Optional<String> batch = request.header("batchSize");
        return switch (request.operation()) {
            case "query" -> page(instance.query(request.argument("queryString"), false, batch));
            case "queryAll" -> page(instance.query(request.argument("queryString"), true, batch));
            case "queryMore" -> page(instance.more(request.argument("queryLocator"), batch));
            case "retrieve" -> retrieve(request);
            case "getUpdated" ->
                result(new Replication(instance.org())
                        .updated(
                                instance.type(request.argument("sObjectType")),
                                instant(request, "startDate"),
                                instant(request, "endDate"),
                                instance.now()));
            case "getDeleted" ->
                result(new Replication(instance.org())
                        .deleted(
                                instance.type(request.argument("sObjectType")),
                                instant(request, "startDate"),
                                instant(request, "endDate"),
                                instance.now()));
            case "describeSObject" -> describe(List.of(request.argument("sObjectType")));
            case "describeSObjects" -> describe(request.list("sObjectType"));
            case "describeGlobal" -> result(describeGlobal());
            case "getUserInfo" -> result(userInfo());
            case "getServerTimestamp" -> result(Json.object().put("timestamp", RowXml.text(instance.now())));
            default ->
                throw new Refusal("INVALID_OPERATION", "the sandbox's Salesforce does not play " + request.operation());
        };
    }

    private static Reply result(JsonNode object) {
        return new Reply(SMALL, 0, xml -> xml.raw("<result>").members(object).raw("</result>"));
    }

    private static Reply page(Cursors.Page page) {
        return new Reply(SMALL + page.rows().size() * BYTES_PER_ROW, page.rows().size(), xml -> write(xml, page));
    }

    private static void write(Xml xml, Cursors.Page page) {
        xml.raw("<result xsi:type=\"QueryResult\">")
                .element("done", String.valueOf(page.locator().isEmpty()));
        page.locator().ifPresentOrElse(locator -> xml.element("queryLocator", locator), () -> xml.nil("queryLocator"));
        if (!page.selection().items().isEmpty()) {
            for (Row row : page.rows()) {
                xml.raw("<records xsi:type=\"sf:sObject\">");
                RowXml.write(xml, page.selection(), row);
                xml.raw("</records>");
            }
        }
        xml.element("size", String.valueOf(page.size())).raw("</result>");
    }

    private Reply retrieve(SoapRequest request) {
        ObjectType type = instance.type(request.argument("sObjectType"));
        Org org = instance.org();
        List<Selection.Item> items = new ArrayList<>();
        for (String name : request.argument("fieldList").split(",")) {
            Field field = type.find(name.trim())
                    .filter(org::visible)
                    .orElseThrow(() -> Refusal.noSuchField(name.trim(), type));
            items.add(new Selection.Column(field));
        }
        List<String> ids = request.list("ids");
        if (ids.size() > MAX_RETRIEVE) {
            throw new Refusal("EXCEEDED_ID_LIMIT", "record limit reached. cannot retrieve more than 2000 records");
        }
        var selection = new Selection(type, items);
        List<String> wanted = ids.stream()
                .map(id -> RecordId.parse(id).orElseThrow(() -> new Refusal("MALFORMED_ID", "malformed id " + id)))
                .toList();
        List<Optional<Row>> found = org.read(() -> wanted.stream()
                .map(id -> org.table(type).find(id).filter(row -> !row.deleted()))
                .toList());
        return new Reply(
                ids.size() * BYTES_PER_ROW, found.size(), xml -> found.forEach(row -> write(xml, selection, row)));
    }

    private static void write(Xml xml, Selection selection, Optional<Row> row) {
        if (row.isEmpty()) {
            xml.raw("<result xsi:nil=\"true\"/>");
            return;
        }
        xml.raw("<result xsi:type=\"sf:sObject\">");
        RowXml.write(xml, selection, row.get());
        xml.raw("</result>");
    }

    private Reply describe(List<String> names) {
        if (names.size() > MAX_DESCRIBE) {
            throw new Refusal("EXCEEDED_MAX_TYPES_LIMIT", "at most 100 types can be described in one call");
        }
        var describe = new Describe(instance.org());
        List<ObjectNode> objects =
                names.stream().map(instance::type).map(describe::object).toList();
        return new Reply(
                objects.size() * BYTES_PER_DESCRIBE,
                0,
                xml -> objects.forEach(
                        object -> xml.raw("<result>").members(object).raw("</result>")));
    }

    private ObjectNode describeGlobal() {
        var describe = new Describe(instance.org());
        ObjectNode result = Json.object().put("encoding", "UTF-8").put("maxBatchSize", 200);
        var objects = result.putArray("sobjects");
        Schema.STANDARD.types().forEach(type -> objects.add(describe.summary(type)));
        return result;
    }

    private ObjectNode userInfo() {
        return Json.object()
                .put("accessibilityMode", false)
                .put("chatterExternal", false)
                .put("currencySymbol", "\u20ac")
                .put("orgAttachmentFileSizeLimit", 5_242_880)
                .put("orgDefaultCurrencyIsoCode", "EUR")
                .put("orgDefaultCurrencyLocale", "de_DE_EURO")
                .put("orgDisallowHtmlAttachments", false)
                .put("orgHasPersonAccounts", false)
                .put("organizationId", instance.account().organizationId())
                .put("organizationMultiCurrency", true)
                .put("organizationName", "Sandbox Machines")
                .put("profileId", RecordId.of("00e", 1))
                .put("sessionSecondsValid", Sessions.INACTIVITY.toSeconds())
                .put("userDefaultCurrencyIsoCode", "EUR")
                .put("userEmail", "integration@sandbox.example")
                .put("userFullName", "Downfunnel Integration")
                .put("userId", RecordId.of("005", 1))
                .put("userLanguage", "en_US")
                .put("userLocale", "en_GB")
                .put("userName", instance.account().username())
                .put("userTimeZone", "Europe/Berlin")
                .put("userType", "Standard")
                .put("userUiSkin", "Theme3");
    }

    private static Instant instant(SoapRequest request, String name) {
        String written = request.argument(name);
        try {
            return OffsetDateTime.parse(written).toInstant();
        } catch (DateTimeException e) {
            throw new Refusal(
                    "INVALID_REPLICATION_DATE", "'" + written + "' is not a valid value for the type xsd:dateTime");
        }
    }

    private void open(Xml xml, String operation) {
        xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope"
                        + " xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\""
                        + " xmlns=\"urn:partner.soap.sforce.com\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
                        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                        + " xmlns:tns=\"urn:partner.soap.sforce.com\" xmlns:sf=\"urn:sobject.partner.soap.sforce.com\">"
                        + "<soapenv:Header><LimitInfoHeader><limitInfo>")
                .element("current", String.valueOf(instance.usage().calls()))
                .element("limit", String.valueOf(instance.usage().limit()))
                .raw("<type>API REQUESTS</type></limitInfo></LimitInfoHeader></soapenv:Header><soapenv:Body><")
                .raw(operation)
                .raw("Response>");
    }

    private static void close(Xml xml, String operation) {
        xml.raw("</").raw(operation).raw("Response></soapenv:Body></soapenv:Envelope>");
    }

    private static String inBrief(SoapRequest request) {
        String brief = String.join(
                " ",
                request.arguments().values().stream()
                        .flatMap(List::stream)
                        .limit(5)
                        .toList());
        return brief.length() > 300 ? brief.substring(0, 300) + "..." : brief;
    }
}
