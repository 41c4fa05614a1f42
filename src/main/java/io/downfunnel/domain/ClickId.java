package io.downfunnel.domain;

/**
 * What an ad platform put on the landing page URL. Kept exactly as the CRM holds it: the case of a click ID carries
 * meaning, and we never repair one silently.
 *
 * @param kind which parameter it came in
 * @param value never blank
 */
public record ClickId(Kind kind, String value) implements MatchKey {

    /** Whose click ID it is. The order is the order of preference where a platform accepts only one. */
    public enum Kind {
        GCLID("GCLID"),
        GBRAID("GBRAID"),
        WBRAID("WBRAID"),
        LI_FAT_ID("li_fat_id"),
        MSCLKID("MSCLKID");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As its platform writes it. */
        public String text() {
            return text;
        }
    }

    public ClickId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("A click ID is never blank");
        }
    }

    /** Kind and last four characters: enough to compare by eye, too little to use. */
    @Override
    public String toString() {
        return kind.text() + " …" + value.substring(Math.max(0, value.length() - 4));
    }
}
