package io.downfunnel.domain;

/** Why an adjustment is in its state, where the planning put it there. The name is the code that is stored and shown. */
public enum AdjustmentReason {
    /** Several edits within it become one. */
    QUIET_PERIOD("Waits for the dust to settle"),
    /** Only what a platform counts can be changed. */
    CONVERSION_PENDING("Waits for the conversion"),
    EARLIER_ADJUSTMENT("Waits for an earlier adjustment"),
    CONVERSION_NOT_COUNTED("The conversion is not counted"),
    /** The platform, or this kind of conversion, cannot be adjusted at all. */
    NOT_ADJUSTABLE("Cannot be adjusted"),
    /** The platform could, but this installation has no way to tell it. */
    NO_ROUTE("No way to take it back"),
    ALREADY_RETRACTED("Taken back already"),
    /** A platform may take zero for a retraction, which is final. */
    ZERO_IS_FINAL("The amount is zero"),
    NO_VALUE("No value any more"),
    IMPOSSIBLE_DATA("Impossible data"),
    CONSENT_DENIED("Consent denied"),
    /** Many records were deleted within a day: somebody should look whether that was meant. */
    MASS_DELETION("Many records deleted"),
    TOO_LATE("Too late"),
    /** The CRM, or the mapping, asks for no change any more. */
    NO_LONGER_WANTED("No longer needed");

    private final String title;

    AdjustmentReason(String title) {
        this.title = title;
    }

    /** A few words for lists. */
    public String title() {
        return title;
    }
}
