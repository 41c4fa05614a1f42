package io.downfunnel.domain;

/** Why a conversion is in its state, where the planning put it there. The name is the code that is stored and shown. */
public enum Reason {
    /** An exclusion of the mapping file holds for a record that takes part. */
    TEST_RECORD("Test record"),
    /** The CRM holds something that cannot be. */
    IMPOSSIBLE_DATA("Impossible data"),
    RECORD_DELETED("Deleted in the CRM"),
    /** The CRM's history, or the stage's definition, no longer tells of the event. */
    STAGE_WITHDRAWN("No longer in the CRM's history"),
    /** Lost after it reached the stage, and the mapping would take it back. */
    LOST_SINCE("Lost since"),
    /** Open again after it reached the stage, and the mapping would take it back. */
    REOPENED_SINCE("Reopened since"),
    /** The same conversion exists for the journey that this one was united with. */
    MERGED("Counted with another record"),
    MAPPING_REMOVED("Mapping was removed"),
    /** The stage was reached again, and the mapping counts once. */
    COUNTED_ONCE("Counted once already"),
    NO_IDENTIFIER("No click ID and no hashed identifier"),
    ONLY_MANGLED_CLICK_ID("Damaged click ID"),
    /** The click came after the event. */
    BEFORE_CLICK("Before the click"),
    CONSENT_DENIED("Consent denied"),
    CONSENT_MISSING("No consent given"),
    /** The click is too old for the event, or to be sent. */
    WINDOW_CLOSED("Click too old"),
    /** The platform takes no events as old as this: most of what a first sync finds. */
    EVENT_TOO_OLD("History from before the platform's window"),
    IN_THE_FUTURE("In the future"),
    CLICK_TOO_YOUNG("Click too young"),
    HOLD_BACK("Held back by the mapping"),
    /** Sent, but without a value: the CRM names no currency that exists. */
    NO_VALUE_CURRENCY("Without value: no currency"),
    /** Sent, but without a value: the CRM has no amount. */
    NO_VALUE_AMOUNT("Without value: no amount"),
    /** No adapter for the destination's platform is installed. */
    NO_SUCH_DESTINATION("Destination unknown"),
    /** Its mapping is new or was changed, and is tried out with a few others first. */
    NEW_MAPPING("New mapping: the first ones go ahead"),
    /** Too many of those that its mapping was tried out with were refused. */
    CANARY_REFUSED("New mapping: the first ones were refused"),
    /** Far more than on other such days. */
    VOLUME("Far more than usual"),
    /** Too much of what its mapping, or its destination, has sent was refused. */
    POISON_RATE("Too many were refused"),
    /** A person has stopped its destination. */
    DESTINATION_STOPPED("Destination stopped"),
    /** One of the few that its mapping is tried out with. */
    CANARY("Goes ahead of its mapping"),
    /** Its mapping was tried out, and is good. */
    OPENED("Mapping found good"),
    /** A person has let it go. */
    RELEASED("Released by a person"),
    /** It was refused for its data, the cause is mended, and it is decided anew. */
    REPLAYED("Decided anew after it was refused"),
    /** A person does not want it sent. */
    CANCELLED("Taken back by a person"),
    /** It waited too long, and the platform would no longer count it. */
    EXPIRED("Expired"),
    /** The person asked for it. */
    ERASED("Removed on request");

    private final String title;

    Reason(String title) {
        this.title = title;
    }

    /** A few words for lists. */
    public String title() {
        return title;
    }
}
