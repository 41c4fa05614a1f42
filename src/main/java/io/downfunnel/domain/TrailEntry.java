package io.downfunnel.domain;

/**
 * Something that a person did, for the audit trail.
 *
 * @param who by the name they sign in with, or that of the user who ran the command; {@code somebody} where nobody knows
 * @param object to what it was done: a name, a key, a destination; may be empty, and never is personal data of a lead
 * @param details in words; may be empty, and never holds a secret or personal data of a lead
 */
public record TrailEntry(String who, What what, String object, String details) {
    /** Nobody who is known here. */
    public static final String SOMEBODY = "somebody";

    private static final int LONGEST = 500;

    /** What was done. The name is the code that is stored. */
    public enum What {
        SIGNED_IN("Signed in"),
        SIGN_IN_REFUSED("Sign-in refused"),
        SIGNED_OUT("Signed out"),
        USER_ADDED("User added"),
        USER_LINK_MADE("Link for a password made"),
        PASSWORD_CHOSEN("Password chosen"),
        ROLE_CHANGED("Role changed"),
        USER_RENAMED("User renamed"),
        USER_REMOVED("User removed"),
        USER_LET_IN_AGAIN("User let in again"),
        RELEASED("Released"),
        TRIED_AGAIN("Tried again with others"),
        DESTINATION_STOPPED("Destination stopped"),
        DESTINATION_STARTED("Destination started"),
        CONVERSION_DECIDED("Decided about a conversion"),
        ADJUSTMENT_DECIDED("Decided about an adjustment"),
        MAPPINGS_IMPORTED("Mappings imported"),
        CONNECTED("Account connected"),
        DISCONNECTED("Account disconnected"),
        CONNECTION_SETTINGS_CHANGED("Settings of a connection changed"),
        CONNECTION_SETTINGS_REMOVED("Connection removed"),
        EXTRACTION_PAUSED("Extraction paused"),
        EXTRACTION_RESUMED("Extraction resumed"),
        KEY_REPLACED("Key replaced"),
        CAMPAIGNS_CHOSEN("Campaigns chosen to count an action"),
        PERSON_ERASED("Person erased"),
        RETENTION_CHANGED("Retention changed"),
        SYNC_STARTED("Sync started"),
        RUN_STARTED("Run started"),
        RUN_STOPPED("Run stopped"),
        REFUSED_REPLAYED("Refused conversions decided anew"),
        REFUSED_GIVEN_UP("Refused conversions given up"),
        API_TOKEN_MADE("API token made"),
        API_TOKEN_REMOVED("API token removed");

        private final String text;

        What(String text) {
            this.text = text;
        }

        /** A few words for lists. */
        public String text() {
            return text;
        }
    }

    public TrailEntry {
        if (who.isBlank()) {
            throw new IllegalArgumentException("Somebody did it");
        }
        object = plain(object);
        details = plain(details);
    }

    /** One line, that PostgreSQL can keep. */
    private static String plain(String text) {
        var line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > LONGEST
                ? line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, LONGEST)))
                : line;
    }
}
