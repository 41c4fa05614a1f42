package io.downfunnel.domain;

/** The ways in which a conversion waits; each has its own longest time. The name is the code that is stored. */
public enum Wait {
    /** To be sent, since the moment it became ready or due. */
    READY(ConversionState.Word.WAITING),
    /** To be looked at again, since the moment that was set for it. */
    DELAYED(ConversionState.Word.WAITING),
    /** With a node, since that node's lease ran out. */
    IN_FLIGHT(ConversionState.Word.SENDING),
    /** Bytes may have left and no answer was heard; also when it is held for that reason. */
    IN_DOUBT(ConversionState.Word.ON_HOLD),
    /** For somebody to release it. */
    HELD(ConversionState.Word.ON_HOLD),
    /** For the platform's verdict. Not where acceptance is the platform's last word. */
    ACCEPTED(ConversionState.Word.ACCEPTED),
    /** Refused for its data; somebody should see why. */
    NEEDS_YOU(ConversionState.Word.NEEDS_YOU);

    private final ConversionState.Word word;

    Wait(ConversionState.Word word) {
        this.word = word;
    }

    /** Under which word people find most of them. */
    public ConversionState.Word word() {
        return word;
    }
}
