package io.downfunnel.sandbox.google;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.AdClick.Kind;
import io.downfunnel.sandbox.Json;

/**
 * What Google makes of an event it took in.
 *
 * @param transactionId empty when the event has none
 * @param clickIds all there are; Google wants no more than one
 * @param people lower-case hex hashes of e-mails and phones
 * @param consentDenied for the use of user data for ads
 * @param hash of the whole event, the same for the same content in any order
 * @param core hash of all that a restatement does not change: everything but value and currency
 */
record IngestedEvent(
        String transactionId,
        Instant happenedAt,
        List<ClickId> clickIds,
        List<String> people,
        boolean consentDenied,
        String value,
        String currency,
        String hash,
        String core) {

    record ClickId(Kind kind, String value) {}

    private static final Map<String, Kind> KINDS =
            Map.of("gclid", Kind.GCLID, "gbraid", Kind.GBRAID, "wbraid", Kind.WBRAID);

    static IngestedEvent from(JsonNode event, JsonNode request) {
        return new IngestedEvent(
                event.path("transactionId").asText(),
                OffsetDateTime.parse(event.path("eventTimestamp").asText()).toInstant(),
                clickIds(event.path("adIdentifiers")),
                people(event.path("userData"), new UserDataRules(RequestRules.encoding(request))),
                denied(event, request),
                plain(event.path("conversionValue").asText()),
                event.path("currency").asText(),
                Json.hash(event),
                Json.hash(withoutValue(event)));
    }

    static IngestedEvent of(ClickUpload upload) {
        ObjectNode core = Json.object()
                .put("orderId", upload.orderId())
                .put("happenedAt", upload.happenedAt().toString())
                .put("kind", upload.kind().name())
                .put("clickId", upload.clickId());
        upload.people().forEach(core.putArray("people")::add);
        String coreHash = Json.hash(core);
        return new IngestedEvent(
                upload.orderId(),
                upload.happenedAt(),
                upload.hasClickId() ? List.of(new ClickId(upload.kind(), upload.clickId())) : List.of(),
                upload.people(),
                upload.consentDenied(),
                upload.value(),
                upload.currency(),
                Json.hash(core.put("value", upload.value()).put("currency", upload.currency())),
                coreHash);
    }

    private static JsonNode withoutValue(JsonNode event) {
        ObjectNode core = event.deepCopy();
        core.remove(List.of("conversionValue", "currency", "lastUpdatedTimestamp"));
        return core;
    }

    private static String plain(String number) {
        return number.isEmpty()
                ? ""
                : new BigDecimal(number).stripTrailingZeros().toPlainString();
    }

    private static List<ClickId> clickIds(JsonNode identifiers) {
        return KINDS.entrySet().stream()
                .filter(kind -> !identifiers.path(kind.getKey()).asText().isEmpty())
                .map(kind -> new ClickId(
                        kind.getValue(), identifiers.path(kind.getKey()).asText()))
                .toList();
    }

    private static List<String> people(JsonNode userData, UserDataRules rules) {
        List<String> hashes = new ArrayList<>();
        for (JsonNode identifier : userData.path("userIdentifiers")) {
            for (String field : List.of("emailAddress", "phoneNumber")) {
                if (identifier.has(field)) {
                    hashes.add(rules.hex(identifier.path(field).asText()));
                }
            }
        }
        return List.copyOf(hashes);
    }

    private static boolean denied(JsonNode event, JsonNode request) {
        JsonNode own = event.path("consent").path("adUserData");
        return (own.isMissingNode() ? request.path("consent").path("adUserData") : own)
                .asText()
                .equals("CONSENT_DENIED");
    }
}
