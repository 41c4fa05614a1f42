package io.downfunnel.console;

import java.net.URI;
import java.util.Optional;

/**
 * The way from a record to where the CRM shows it, in a tab of its own.
 *
 * @param href empty where that is not known, so that there is no link
 * @param of which record, for those who hear the link and not what is beside it
 */
public record CrmLink(String href, String of) {

    static CrmLink to(Optional<URI> page, String record) {
        return new CrmLink(page.map(URI::toString).orElse(""), record);
    }
}
