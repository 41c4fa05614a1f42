package io.downfunnel.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Stages and mappings on their way into force.
 *
 * @param title what it is about, for people
 * @param document the YAML with its comments; it may still have mistakes
 * @param basedOn number of the version that was in force when it was begun; empty: none was
 * @param revision counts up from 1 with each change; whoever changes the draft says which one they have seen
 * @param closed empty while it may be changed
 */
public record MappingDraft(
        long id,
        String title,
        String document,
        Optional<Integer> basedOn,
        int revision,
        Instant createdAt,
        String createdBy,
        Instant changedAt,
        String changedBy,
        Optional<Closed> closed) {

    /** @param activatedAs number of the version it became; empty: it was discarded */
    public record Closed(Instant at, String by, Optional<Integer> activatedAs) {}

    public boolean open() {
        return closed.isEmpty();
    }

    /** Of the very document, each character counts: what was simulated is what is activated. */
    public String fingerprint() {
        return fingerprint(document);
    }

    /** 64 hexadecimal digits. */
    public static String fingerprint(String document) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
