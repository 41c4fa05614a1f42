package io.downfunnel.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Money;

/**
 * A conversion event as it is written down: flat JSON with sorted keys, text values only, nothing where there is nothing.
 * The same event always gives the same bytes, so their hash tells whether two are the same.
 */
public final class Payload {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<TreeMap<String, String>> FLAT = new TypeReference<>() {};

    private Payload() {}

    public static String encode(ConversionEvent event) {
        var flat = new TreeMap<String, String>();
        flat.put("key", event.key().value());
        flat.put("action", event.action());
        flat.put("occurredAt", event.occurredAt().toString());
        event.value().ifPresent(value -> {
            flat.put("value", value.amount().toPlainString());
            flat.put("currency", value.currency().getCurrencyCode());
        });
        event.click().ifPresent(click -> {
            flat.put("clickKind", click.kind().name());
            flat.put("click", click.value());
        });
        event.email().ifPresent(email -> {
            flat.put("emailSha256", email.sha256());
            flat.put("emailFoldedSha256", email.gmailFolded());
        });
        event.phone().ifPresent(phone -> flat.put("phoneSha256", phone.sha256()));
        flat.put("adUserData", event.consent().adUserData().name());
        flat.put("adPersonalization", event.consent().adPersonalization().name());
        return write(flat);
    }

    /** @param json as {@link #encode} wrote it; white space and order of keys do not matter, since a database may change them */
    public static ConversionEvent decode(String json) {
        var flat = read(json);
        return new ConversionEvent(
                new ConversionKey(flat.get("key")),
                flat.get("action"),
                Instant.parse(flat.get("occurredAt")),
                find(flat, "value").map(amount -> Money.of(new BigDecimal(amount), flat.get("currency"))),
                find(flat, "click").map(value -> new ClickId(ClickId.Kind.valueOf(flat.get("clickKind")), value)),
                find(flat, "emailSha256")
                        .map(sha256 -> new HashedIdentifier.Email(sha256, flat.get("emailFoldedSha256"))),
                find(flat, "phoneSha256").map(HashedIdentifier.Phone::new),
                new Consent(
                        Consent.Answer.valueOf(flat.get("adUserData")),
                        Consent.Answer.valueOf(flat.get("adPersonalization"))));
    }

    /** SHA-256 of {@link #encode}. */
    public static byte[] hash(ConversionEvent event) {
        return sha256(encode(event));
    }

    /**
     * SHA-256 of what is stored, whatever a database has done to white space and order of keys: the same as that of the
     * event when it was encoded, also by an earlier version that knew fewer fields.
     */
    static byte[] hashOf(String json) {
        return sha256(write(read(json)));
    }

    private static String write(TreeMap<String, String> flat) {
        try {
            return JSON.writeValueAsString(flat);
        } catch (IOException e) {
            throw new UncheckedIOException("A map of texts can always be written", e);
        }
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static Optional<String> find(Map<String, String> flat, String key) {
        return Optional.ofNullable(flat.get(key));
    }

    private static TreeMap<String, String> read(String json) {
        try {
            return JSON.readValue(json, FLAT);
        } catch (IOException e) {
            throw new UncheckedIOException("What is stored as a conversion event cannot be read", e);
        }
    }
}
