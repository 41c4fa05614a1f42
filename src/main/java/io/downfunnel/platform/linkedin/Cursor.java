package io.downfunnel.platform.linkedin;

import java.util.HashSet;
import java.util.Optional;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.platform.PlatformException;

/** Lists that LinkedIn gives page by page with a token (linkedin.md §5.3). */
record Cursor(Member member) {
    private static final String MISSING = "ACCOUNT_NOT_FOUND";
    private static final int LARGEST_PAGE = 1_000;

    /**
     * @param address with a query
     * @param criteria of the search; empty: everything
     */
    void each(String address, Optional<String> criteria, Consumer<JsonNode> element) {
        var seen = new HashSet<String>();
        var next = Optional.<String>empty();
        do {
            var page = page(address + "&pageSize=" + LARGEST_PAGE, criteria.map(each -> "&search=" + each), next);
            member.elements(page).forEach(element);
            next = Optional.of(page.path("metadata").path("nextPageToken").asText(""))
                    .filter(token -> !token.isEmpty());
            if (next.isPresent() && !seen.add(next.get())) {
                throw member.refusals().whole("PAGES_REPEAT", "");
            }
        } while (next.isPresent());
    }

    private JsonNode page(String address, Optional<String> criteria, Optional<String> token) {
        if (token.isEmpty()) {
            return member.read(address + criteria.orElse(""), MISSING);
        }
        var further = address + "&pageToken=" + RestLi.value(token.get());
        try {
            return member.read(further + criteria.orElse(""), MISSING);
        } catch (PlatformException e) {
            if (criteria.isEmpty() || !e.failure().code().equals("REQUEST_REFUSED")) {
                throw e;
            }
            // Whether a token may stand beside criteria is not documented; of accounts it is said that it may not.
            return member.read(further, MISSING);
        }
    }
}
