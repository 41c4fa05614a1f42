package io.downfunnel.domain;

import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells whether a CRM's copy of a click ID can still be what the platform made (field.md D45, reliability.md MA-02).
 *
 * <p>Says no only where damage is certain: Google and LinkedIn do not document the form of their click IDs. Of Google's, some
 * are known to be protocol buffer messages in base64url, and a message that ends too early was cut short.
 */
public final class ClickIdShape {
    private static final Set<String> PLACEHOLDERS = Set.of(
            "undefined",
            "null",
            "none",
            "nan",
            "n/a",
            "na",
            "-",
            "(not set)",
            "(none)",
            "unknown",
            "test",
            "{gclid}",
            "{msclkid}");
    private static final Pattern ENCODED = Pattern.compile("%[0-9a-fA-F]{2}");
    private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern KNOWN_GCLID = Pattern.compile("EAIaIQ.*|Cj[A-Za-z0-9]KC.*");
    private static final Pattern MSCLKID = Pattern.compile("[0-9a-fA-F]{32}");
    private static final String FORM_RESPONSE_URN = "urn:li:leadGenFormResponse:";
    private static final int SURELY_MIXED = 20;
    private static final int LONG_ENOUGH_TO_REPEAT = 24;

    private ClickIdShape() {}

    /**
     * The click ID in a text. That of a form response is written as a URN by some and without its prefix by others
     * (linkedin.md §6): it is the same one.
     */
    public static ClickId written(ClickId.Kind kind, String text) {
        return new ClickId(kind, kind == ClickId.Kind.LI_FORM_RESPONSE ? withoutPrefix(text) : text);
    }

    private static String withoutPrefix(String text) {
        var bare = text.strip();
        return bare.startsWith(FORM_RESPONSE_URN) && bare.length() > FORM_RESPONSE_URN.length()
                ? bare.substring(FORM_RESPONSE_URN.length())
                : text;
    }

    /** What may be sent of it: without the blanks that forms leave around a value, which never belong to it. */
    public static ClickId bare(ClickId id) {
        return new ClickId(id.kind(), id.value().strip());
    }

    /** What is wrong with it, as the end of a sentence that begins "The click ID …"; empty when nothing is. */
    public static Optional<String> flaw(ClickId id) {
        var value = id.value().strip();
        if (PLACEHOLDERS.contains(value.toLowerCase(java.util.Locale.ROOT))) {
            return Optional.of("is only a placeholder, which a form wrote where it had none");
        }
        if (ENCODED.matcher(value).find()) {
            return Optional.of("was URL-encoded on its way into the CRM");
        }
        if (twice(value)) {
            return Optional.of("stands twice in its field");
        }
        return switch (id.kind()) {
            case GCLID, GBRAID, WBRAID -> ofGoogle(id.kind(), value);
            case LI_FAT_ID -> ofLinkedIn(value);
            case MSCLKID -> ofMicrosoft(value);
            case LI_FORM_RESPONSE ->
                value.startsWith("urn:")
                        ? Optional.of("is the URN of something else at LinkedIn than a form response")
                        : ofLinkedIn(value);
        };
    }

    /** LinkedIn documents no form at all (linkedin.md §7). */
    private static Optional<String> ofLinkedIn(String value) {
        return value.chars().anyMatch(Character::isWhitespace) ? Optional.of("has blanks within") : Optional.empty();
    }

    /**
     * The only one whose form is documented: a GUID of 32 characters
     * (https://learn.microsoft.com/en-us/advertising/campaign-management-service/accountproperty). Microsoft's cookie holds
     * it with {@code _uet} before it, and Microsoft refuses whatever is no GUID.
     */
    private static Optional<String> ofMicrosoft(String value) {
        if (MSCLKID.matcher(value).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                value.startsWith("_uet")
                        ? "still has the _uet before it that Microsoft's cookie puts there"
                        : "is not the 32 hexadecimal digits that Microsoft makes");
    }

    private static Optional<String> ofGoogle(ClickId.Kind kind, String value) {
        if (!BASE64URL.matcher(value).matches()) {
            return Optional.of("has characters that no click ID of Google has");
        }
        if (oneCase(value)) {
            return Optional.of(
                    "lost its capital or small letters on its way into the CRM, and their case carries meaning");
        }
        return switch (kind) {
            case GCLID -> gclid(value);
            case GBRAID -> KNOWN_GCLID.matcher(value).matches() ? otherField("GCLID or WBRAID") : Optional.empty();
            case WBRAID -> wbraid(value);
            case LI_FAT_ID, MSCLKID, LI_FORM_RESPONSE -> Optional.empty();
        };
    }

    private static Optional<String> gclid(String value) {
        if (value.startsWith("0AAAA")) {
            return otherField("GBRAID");
        }
        if (!KNOWN_GCLID.matcher(value).matches()) {
            return Optional.empty();
        }
        return switch (message(value)) {
            case CUT_SHORT -> Optional.of("was cut short");
            case ONE_PART -> otherField("WBRAID");
            case SEVERAL_PARTS -> Optional.empty();
        };
    }

    private static Optional<String> wbraid(String value) {
        if (value.startsWith("0AAAA")) {
            return otherField("GBRAID");
        }
        if (value.startsWith("EAIaIQ")) {
            return otherField("GCLID");
        }
        return KNOWN_GCLID.matcher(value).matches() && message(value) == Message.CUT_SHORT
                ? Optional.of("was cut short")
                : Optional.empty();
    }

    private static Optional<String> otherField(String kind) {
        return Optional.of("looks like a " + kind + " that was written into the wrong field");
    }

    private static boolean twice(String value) {
        var half = value.length() / 2;
        return value.length() >= LONG_ENOUGH_TO_REPEAT
                && value.length() % 2 == 0
                && value.substring(0, half).equals(value.substring(half));
    }

    private static boolean oneCase(String value) {
        var capitals = value.chars().filter(Character::isUpperCase).count();
        var small = value.chars().filter(Character::isLowerCase).count();
        return value.startsWith("0aaaa") || capitals + small >= SURELY_MIXED && (capitals == 0 || small == 0);
    }

    private enum Message {
        CUT_SHORT,
        ONE_PART,
        SEVERAL_PARTS
    }

    private static Message message(String value) {
        try {
            return message(Base64.getUrlDecoder().decode(value));
        } catch (IllegalArgumentException e) {
            return Message.CUT_SHORT;
        }
    }

    /** Walks over the parts of a protocol buffer message. */
    private static Message message(byte[] bytes) {
        int position = 0;
        int parts = 0;
        while (position < bytes.length) {
            int wireType = bytes[position] & 7;
            position = afterVarint(bytes, position);
            position = switch (wireType) {
                case 0 -> afterVarint(bytes, position);
                case 1 -> position + 8;
                case 2 -> afterBlock(bytes, position);
                case 5 -> position + 4;
                default -> Integer.MAX_VALUE;
            };
            parts++;
        }
        if (position > bytes.length) {
            return Message.CUT_SHORT;
        }
        return parts == 1 ? Message.ONE_PART : Message.SEVERAL_PARTS;
    }

    private static int afterVarint(byte[] bytes, int position) {
        int next = position;
        while (next < bytes.length && (bytes[next] & 0x80) != 0) {
            next++;
        }
        return next + 1;
    }

    /** A block's length stands before it; those of click IDs fit a byte. */
    private static int afterBlock(byte[] bytes, int position) {
        if (position >= bytes.length || bytes[position] < 0) {
            return Integer.MAX_VALUE;
        }
        return position + 1 + bytes[position];
    }
}
