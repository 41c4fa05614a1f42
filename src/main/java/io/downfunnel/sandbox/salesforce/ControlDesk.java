package io.downfunnel.sandbox.salesforce;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.ControlException;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.salesforce.soql.SoqlException;

/**
 * Changes to the CRM by script: what a test wants to have happened. Every change may carry {@code at}, the stamp it
 * writes, and {@code visibleAt} or {@code visibleAfterSeconds}, when its transaction commits.
 */
final class ControlDesk {

    /** Verbs that leave no trace in the CRM, and need no replay. */
    private static final Set<String> WITHOUT_TRACE = Set.of("expire-sessions", "query");

    private static final String VERBS = "insert, update, delete, undelete, purge, merge, convert, touch, hide-field,"
            + " show-field, untrack-field, track-field, open-transaction, close-transactions, limit, expire-sessions, trust-certificate, query";

    private final Instance instance;
    private final JwtBearer jwt;

    ControlDesk(Instance instance, JwtBearer jwt) {
        this.instance = instance;
        this.jwt = jwt;
    }

    static boolean leavesTrace(String verb) {
        return !WITHOUT_TRACE.contains(verb);
    }

    /** @param now when the control call was made: the same at every replay */
    JsonNode perform(String verb, JsonNode argument, Instant now) {
        try {
            return new Order(argument, now, instance.org(now)).perform(verb);
        } catch (IllegalArgumentException e) {
            throw new ControlException(e.getMessage());
        }
    }

    private final class Order {
        private final JsonNode argument;
        private final Instant now;
        private final Org org;
        private final Crm crm;

        Order(JsonNode argument, Instant now, Org org) {
            this.argument = argument;
            this.now = now;
            this.org = org;
            this.crm = new Crm(org);
        }

        JsonNode perform(String verb) {
            return switch (verb) {
                case "insert" -> insert();
                case "update" -> onRecord((type, id, at) -> crm.update(type, id, fields(type), at));
                case "delete" -> onRecord(crm::delete);
                case "undelete" -> onRecord(crm::undelete);
                case "purge" -> onRecord(crm::purge);
                case "merge" -> merge();
                case "convert" -> convert();
                case "touch" -> touch();
                case "hide-field" -> done(() -> org.hide(field()));
                case "show-field" -> done(() -> org.show(field()));
                case "untrack-field" -> done(() -> org.untrack(type(), field()));
                case "track-field" -> done(() -> org.track(type(), field()));
                case "open-transaction" ->
                    done(() -> org.openLongTransaction(instant("begunAt").orElse(now)));
                case "close-transactions" -> done(org::closeLongTransactions);
                case "limit" ->
                    done(() -> instance.usage().limit(argument.path("calls").asInt(ApiUsage.DEFAULT_LIMIT)));
                case "expire-sessions" ->
                    Json.object().put("ended", instance.sessions().endAll());
                case "trust-certificate" -> done(() -> jwt.trust(text("pem")));
                case "query" -> query();
                default -> throw new ControlException("Salesforce does not know " + verb + "; it knows " + VERBS);
            };
        }

        private JsonNode insert() {
            ObjectType type = type();
            Map<String, Object> fields = fields(type);
            AtomicReference<String> id = new AtomicReference<>();
            org.write(() -> id.set(crm.newId(type)));
            commit(at -> crm.insert(type, id.get(), fields, at));
            return Json.object().put("id", id.get());
        }

        private interface Change {
            void make(ObjectType type, String id, Instant at);
        }

        private JsonNode onRecord(Change change) {
            ObjectType type = type();
            String id = id("id");
            crm.record(type, id);
            commit(at -> change.make(type, id, at));
            return Json.object().put("id", id);
        }

        private JsonNode merge() {
            ObjectType type = type();
            String master = id("master");
            List<String> losers = ids("losers");
            crm.record(type, master);
            losers.forEach(loser -> crm.record(type, loser));
            commit(at -> losers.forEach(loser -> crm.merge(type, master, loser, at)));
            return Json.object().put("id", master);
        }

        private JsonNode convert() {
            ObjectType opportunities = Schema.STANDARD.type("Opportunity");
            Optional<String> opportunity = optionalId("opportunity");
            boolean opens =
                    opportunity.isEmpty() && argument.path("createOpportunity").asBoolean(true);
            Map<String, Object> values = new LinkedHashMap<>(Map.of(
                    "Name",
                    "Sandbox deal",
                    "StageName",
                    "Prospecting",
                    "CloseDate",
                    now.atZone(ZoneOffset.UTC).toLocalDate().plusDays(30)));
            values.putAll(fields(opportunities));
            var wish = new Crm.Conversion(
                    optionalId("account"),
                    optionalId("contact"),
                    opportunity,
                    opens ? Optional.of(values) : Optional.empty(),
                    argument.path("clickMapped").asBoolean(true),
                    argument.path("primary").asBoolean(true));
            AtomicReference<Crm.Converted> converted = new AtomicReference<>();
            String lead = id("lead");
            Instant at = instant("at").orElse(now);
            ObjectType leads = Schema.STANDARD.type("Lead");
            if (Boolean.TRUE.equals(crm.record(leads, lead).value(leads.field("IsConverted")))) {
                throw new ControlException("Lead " + lead + " is converted already");
            }
            org.write(() -> {
                if (!"Qualified".equals(crm.record(leads, lead).value(leads.field("Status")))) {
                    crm.update(leads, lead, Map.of("Status", "Qualified"), at);
                }
                converted.set(crm.convert(lead, wish, at));
            });
            ObjectNode answer = Json.object()
                    .put("account", converted.get().account())
                    .put("contact", converted.get().contact());
            converted.get().opportunity().ifPresent(id -> answer.put("opportunity", id));
            return answer;
        }

        private JsonNode touch() {
            ObjectType type = type();
            List<String> ids = argument.has("ids")
                    ? ids("ids")
                    : org.table(type).view().all().stream()
                            .filter(row -> !row.deleted())
                            .limit(argument.path("count").asLong(0))
                            .map(Row::id)
                            .toList();
            ids.forEach(id -> crm.record(type, id));
            commit(at -> ids.forEach(id -> crm.touch(type, id, at)));
            return Json.object().put("touched", ids.size());
        }

        private JsonNode query() {
            try {
                Rows rows = org.read(() -> new QueryRunner(org)
                        .run(text("soql"), argument.path("deleted").asBoolean(false)));
                ObjectNode answer = Json.object().put("size", rows.rows().size());
                ArrayNode records = answer.putArray("records");
                if (!rows.selection().items().isEmpty()) {
                    rows.rows().forEach(row -> records.add(RestEndpoint.record(rows.selection(), row, "")));
                }
                return answer;
            } catch (SoqlException e) {
                throw new ControlException(e.getMessage());
            }
        }

        private interface Stamped {
            void make(Instant at);
        }

        private void commit(Stamped change) {
            Instant at = instant("at").orElse(now);
            Optional<Instant> visible = instant("visibleAt")
                    .or(() -> Optional.of(argument.path("visibleAfterSeconds").asLong(0))
                            .filter(seconds -> seconds > 0)
                            .map(now::plusSeconds));
            if (visible.filter(now::isBefore).isPresent()) {
                org.commitLater(at, visible.get(), () -> change.make(at));
            } else {
                org.write(() -> change.make(at));
            }
        }

        private ObjectNode done(Runnable what) {
            what.run();
            return Json.object().put("done", true);
        }

        private ObjectType type() {
            String name = text("object");
            return Schema.STANDARD.find(name).orElseThrow(() -> new ControlException("There is no object " + name));
        }

        private Field field() {
            ObjectType type = type();
            String name = text("field");
            return type.find(name).orElseThrow(() -> new ControlException(type + " has no field " + name));
        }

        private Map<String, Object> fields(ObjectType type) {
            Map<String, Object> fields = new LinkedHashMap<>();
            argument.path("fields").properties().forEach(member -> {
                Field field = type.find(member.getKey())
                        .orElseThrow(() -> new ControlException(type + " has no field " + member.getKey()));
                fields.put(field.name(), value(field, member.getValue()));
            });
            return fields;
        }

        private Optional<Instant> instant(String name) {
            return argument.has(name) ? Optional.of(moment(text(name))) : Optional.empty();
        }

        private Optional<String> optionalId(String name) {
            return argument.has(name) ? Optional.of(id(name)) : Optional.empty();
        }

        private List<String> ids(String name) {
            List<String> ids = new ArrayList<>();
            argument.path(name).forEach(node -> ids.add(longId(node.asText())));
            return ids;
        }

        private String id(String name) {
            return longId(text(name));
        }

        private String text(String name) {
            if (!argument.hasNonNull(name)) {
                throw new ControlException("Give " + name);
            }
            return argument.get(name).asText();
        }
    }

    private static String longId(String written) {
        return RecordId.parse(written).orElseThrow(() -> new ControlException("Not an id: " + written));
    }

    private static Object value(Field field, JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        return switch (field.type()) {
            case ID, REFERENCE -> longId(node.asText());
            case STRING, PICKLIST, EMAIL, PHONE, ANY -> node.asText();
            case BOOLEAN -> node.asBoolean();
            case INT, DOUBLE, PERCENT, CURRENCY -> node.decimalValue();
            case DATE -> LocalDate.parse(node.asText());
            case DATE_TIME -> moment(node.asText());
        };
    }

    private static Instant moment(String written) {
        try {
            return OffsetDateTime.parse(written).toInstant().truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeException e) {
            throw new ControlException("Not an instant such as 2026-11-22T10:15:30Z: " + written);
        }
    }
}
