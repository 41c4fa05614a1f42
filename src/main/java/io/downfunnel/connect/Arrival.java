package io.downfunnel.connect;

import java.util.List;
import java.util.Set;

import io.downfunnel.platform.SignIn.Scope;

/** How somebody came back from a vendor's consent page. */
public sealed interface Arrival {

    /** @param missing what was asked for and not granted */
    record Connected(Set<String> granted, List<Scope> missing) implements Arrival {
        public Connected {
            granted = Set.copyOf(granted);
            missing = List.copyOf(missing);
        }
    }

    /** The person said no. */
    record Denied() implements Arrival {}

    /** Nobody set out from here like that: too late, twice, from another browser, or forged. */
    record Stranger() implements Arrival {}

    /** The vendor let the person through and not us. */
    record Refused(String code) implements Arrival {}
}
