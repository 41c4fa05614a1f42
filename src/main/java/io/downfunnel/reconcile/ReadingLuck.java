package io.downfunnel.reconcile;

import java.util.EnumSet;
import java.util.Set;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.FailureClass;

/**
 * Which questions still make sense after some of them failed. One that failed rests until the next time; an account that
 * refuses us, asks for a pause or is not there is left alone as a whole.
 */
final class ReadingLuck {
    private static final int PATIENCE = 2;

    private final Set<AdQuestion> failed = EnumSet.noneOf(AdQuestion.class);
    private int lostInARow;
    private boolean over;

    boolean allows(AdQuestion question) {
        return !over && !failed.contains(question);
    }

    void answered() {
        lostInARow = 0;
    }

    void failed(AdQuestion question, FailureClass failure) {
        failed.add(question);
        switch (failure) {
            case AUTHENTICATION, THROTTLED -> over = true;
            case TRANSIENT, UNKNOWN_OUTCOME -> {
                lostInARow++;
                over |= lostInARow >= PATIENCE;
            }
            case CONFIGURATION, PERMANENT, DELAY, DUPLICATE, OCCUPIED, EXPECTED, UNCLASSIFIED -> answered();
        }
    }
}
