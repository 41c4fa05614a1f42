package io.downfunnel.system.attack;

import java.util.List;

/**
 * Something that must not be.
 *
 * @param what in one sentence
 * @param evidence all that is known of the one conversion it is about
 */
record Violation(Verdict verdict, String what, List<String> evidence) {

    enum Verdict {
        /** The CRM tells of an outcome, and it did not come to its end. */
        LOST,
        /** It counts more than once, or under two names. */
        DOUBLED,
        /** It was sent, and neither the CRM nor our record knows why. */
        PHANTOM,
        /** One name, two contents. */
        DRIFTED,
        /** An effect before its cause. */
        WRONGLY_ORDERED,
        /** A state without a reason, or one that the transitions do not lead to, or that the platform does not share. */
        UNEXPLAINED,
        /** It was sent although the person said no. */
        UNLAWFUL
    }

    Violation {
        evidence = List.copyOf(evidence);
    }

    @Override
    public String toString() {
        return verdict + ": " + what + evidence.stream().reduce("", (text, line) -> text + "\n      " + line);
    }
}
