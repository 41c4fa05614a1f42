package io.downfunnel.sandbox.salesforce;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/** getUpdated and getDeleted: what changed between two instants, and how far that is the whole truth. */
final class Replication {

    private static final Duration UPDATED_REACH = Duration.ofDays(30);
    private static final Duration DELETED_REACH = Duration.ofDays(15);
    private static final int MAX_IDS = 600_000;

    private final Org org;

    Replication(Org org) {
        this.org = org;
    }

    ObjectNode updated(ObjectType type, Instant start, Instant end, Instant now) {
        Instant from = start.truncatedTo(ChronoUnit.SECONDS);
        Instant to = end.truncatedTo(ChronoUnit.SECONDS);
        check(type, from.isBefore(to), "startDate must be before endDate");
        check(type, !from.isBefore(now.minus(UPDATED_REACH)), "startDate cannot be more than 30 days ago");
        return org.read(() -> updatedIds(type, from, to, now));
    }

    private ObjectNode updatedIds(ObjectType type, Instant from, Instant to, Instant now) {
        ObjectNode result = Json.object();
        ArrayNode ids = result.putArray("ids");
        org.table(type).view().changedBetween(from, to).stream()
                .filter(row -> !row.deleted())
                .forEach(row -> ids.add(row.id()));
        if (ids.size() > MAX_IDS) {
            throw new Refusal("EXCEEDED_ID_LIMIT", "exceeded the limit of 600000 ids; use a shorter interval");
        }
        return result.put("latestDateCovered", RowXml.text(covered(to, now)));
    }

    ObjectNode deleted(ObjectType type, Instant start, Instant end, Instant now) {
        Instant from = start.truncatedTo(ChronoUnit.SECONDS);
        Instant to = end.truncatedTo(ChronoUnit.SECONDS);
        check(
                type,
                Duration.between(from, to).compareTo(Duration.ofMinutes(1)) > 0,
                "startDate must be before endDate by more than one minute");
        check(type, !from.isBefore(now.minus(DELETED_REACH)), "startDate cannot be more than 15 days ago");
        return org.read(() -> deletedIds(type, from, to, now));
    }

    private ObjectNode deletedIds(ObjectType type, Instant from, Instant to, Instant now) {
        ObjectNode result = Json.object();
        ArrayNode records = result.putArray("deletedRecords");
        org.table(type).deletions().stream()
                .filter(deletion ->
                        !deletion.at().isBefore(from) && !deletion.at().isAfter(to))
                .sorted(Comparator.comparing(Table.Deletion::at))
                .forEach(deletion -> records.addObject()
                        .put("deletedDate", RowXml.text(deletion.at()))
                        .put("id", deletion.id()));
        return result.put("earliestDateAvailable", RowXml.text(now.minus(DELETED_REACH)))
                .put("latestDateCovered", RowXml.text(covered(to, now)));
    }

    /** Never later than asked for, and not past the beginning of a transaction that still runs. */
    private Instant covered(Instant to, Instant now) {
        Instant covered = to.isBefore(now) ? to : now;
        return org.oldestTransaction().filter(covered::isAfter).orElse(covered);
    }

    private static void check(ObjectType type, boolean holds, String otherwise) {
        if (!type.replicateable()) {
            throw new Refusal("INVALID_TYPE_FOR_OPERATION", "object " + type.name() + " is not replicateable");
        }
        if (!holds) {
            throw new Refusal("INVALID_REPLICATION_DATE", otherwise);
        }
    }
}
