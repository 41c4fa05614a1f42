package io.downfunnel.domain;

/** What must be true of our records at every moment, whatever broke. The name is the code that is stored and measured. */
public enum Invariant {
    /** Every stage event that stands has a conversion for each mapping of its stage. */
    LOST("nothing lost", "lost", Alert.Severity.URGENT),
    /** No conversion was taken in twice where a copy counts. */
    DOUBLED("nothing counted twice", "counted twice", Alert.Severity.URGENT),
    /** A conversion that was sent again was sent with the same bytes. */
    DRIFTED("nothing sent in two versions", "sent in two versions", Alert.Severity.URGENT),
    /** Nothing was sent of a person who denied it. */
    CONSENT("nothing sent against consent", "sent although the person had said no", Alert.Severity.URGENT),
    /** No e-mail address in what we keep or send. */
    LEAKED("no address in the records", "with a personal address in the records", Alert.Severity.URGENT),
    /** Every step of a conversion's life is an edge of {@link ConversionState}. */
    ILLEGAL_STEP("no impossible step", "with a step that is not possible", Alert.Severity.WARNING),
    /** The history of a conversion ends in the state that it has. */
    UNFOLDED("no gap in a history", "with a history that does not end in the state they have", Alert.Severity.WARNING),
    /** Nothing waits longer than it may without an open alert. */
    STUCK("nothing stuck unnoticed", "stuck without anybody being told", Alert.Severity.WARNING),
    /** A state that asks for a reason has one. */
    UNEXPLAINED("nothing unexplained", "that nobody can explain", Alert.Severity.WARNING),
    /** What is in flight is held by a node. */
    LEASE("nothing in flight without a node", "in flight that no node holds", Alert.Severity.WARNING);

    private final String kept;
    private final String broken;
    private final Alert.Severity severity;

    Invariant(String kept, String broken, Alert.Severity severity) {
        this.kept = kept;
        this.broken = broken;
        this.severity = severity;
    }

    /** In a list of what holds: {@code nothing lost}. */
    public String kept() {
        return kept;
    }

    /** After a number of conversions: {@code counted twice}. */
    public String broken() {
        return broken;
    }

    /** How badly a person is needed when it does not hold. */
    public Alert.Severity severity() {
        return severity;
    }
}
