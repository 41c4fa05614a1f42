package io.downfunnel.domain;

/**
 * What an ad platform put on the landing page URL; for an ad that opens a form of the platform's own instead of a page, what
 * the platform calls the filled-in form. Kept exactly as the CRM holds it: the case of a click ID carries meaning, and we
 * never repair one silently.
 *
 * @param kind which parameter it came in, or what stands in its place
 * @param value never blank
 */
public record ClickId(Kind kind, String value) implements MatchKey {

    /** Whose click ID it is. The order is the order of preference where a platform accepts only one. */
    public enum Kind {
        GCLID("GCLID"),
        GBRAID("GBRAID"),
        WBRAID("WBRAID"),
        LI_FAT_ID("li_fat_id"),
        MSCLKID("MSCLKID"),
        /** The response to a LinkedIn Lead Gen Form: its ID, without the prefix of the URN (linkedin.md §6). */
        LI_FORM_RESPONSE("LinkedIn form response");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As its platform writes it. */
        public String text() {
            return text;
        }

        /** What happened when it was made, as it stands in a sentence. */
        public String happening() {
            return this == LI_FORM_RESPONSE ? "form response" : "click";
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
