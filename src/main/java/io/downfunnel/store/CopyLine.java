package io.downfunnel.store;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** A row for {@code COPY … FROM STDIN} in text format. */
final class CopyLine {
    private static final int FINGERPRINT_BYTES = 16;

    private final StringBuilder text = new StringBuilder(512);

    CopyLine add(String value) {
        separate();
        for (int i = 0; i < value.length(); i++) {
            append(value.charAt(i));
        }
        return this;
    }

    CopyLine add(long value) {
        return plain(Long.toString(value));
    }

    CopyLine add(LocalDate value) {
        return plain(value.toString());
    }

    CopyLine add(BigDecimal value) {
        return plain(value.toPlainString());
    }

    CopyLine add(boolean value) {
        return plain(value ? "t" : "f");
    }

    /** Cut to PostgreSQL's microseconds, which would round up, into the future. */
    CopyLine add(Instant value) {
        return plain(value.truncatedTo(ChronoUnit.MICROS).toString());
    }

    CopyLine add(Optional<String> value) {
        return value.isPresent() ? add(value.get()) : nothing();
    }

    CopyLine addInstant(Optional<Instant> value) {
        return value.isPresent() ? add(value.get()) : nothing();
    }

    CopyLine addDate(Optional<LocalDate> value) {
        return value.isPresent() ? plain(value.get().toString()) : nothing();
    }

    CopyLine addNumber(Optional<BigDecimal> value) {
        return value.isPresent() ? plain(value.get().toPlainString()) : nothing();
    }

    /** Of the columns so far: two rows with the same one say the same. */
    CopyLine addFingerprint() {
        return plain("\\\\x" + HexFormat.of().formatHex(fingerprint()));
    }

    String end() {
        return text.append('\n').toString();
    }

    private byte[] fingerprint() {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private CopyLine nothing() {
        return plain("\\N");
    }

    private CopyLine plain(String value) {
        separate();
        text.append(value);
        return this;
    }

    private void separate() {
        if (!text.isEmpty()) {
            text.append('\t');
        }
    }

    /** A NUL cannot be stored in PostgreSQL at all and carries nothing; it is left out. */
    private void append(char c) {
        switch (c) {
            case '\\' -> text.append("\\\\");
            case '\t' -> text.append("\\t");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\0' -> {}
            default -> text.append(c);
        }
    }
}
