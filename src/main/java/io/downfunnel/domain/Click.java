package io.downfunnel.domain;

import java.time.Instant;

/**
 * A click as the CRM remembers it.
 *
 * @param id what the platform put on the landing page URL
 * @param clickedAt when it happened, as far as the CRM can tell
 * @param dating how we know {@code clickedAt}
 */
public record Click(ClickId id, Instant clickedAt, Dating dating) {

    public enum Dating {
        /** A CRM field says when the visitor landed. */
        RECORDED,
        /** No such field: the record that carries the click ID was created then, so the click was not later. */
        NOT_LATER_THAN
    }
}
