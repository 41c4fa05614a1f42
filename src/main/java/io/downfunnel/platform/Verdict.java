package io.downfunnel.platform;

import java.util.List;

import io.downfunnel.domain.Failure;

/** What a platform says, some time after it took a batch in, about what became of it. */
public sealed interface Verdict {

    /** Not decided yet: ask again later. */
    record Pending() implements Verdict {}

    /** Every event of the batch counts. */
    record Counted(List<Tally> warnings) implements Verdict {
        public Counted {
            warnings = List.copyOf(warnings);
        }
    }

    /** No event of the batch counts. With one reason it is everybody's; with several it is not known whose is which. */
    record Refused(List<Tally> reasons) implements Verdict {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }

    /** Some count and some do not, and the platform does not say which. */
    record Mixed(List<Tally> reasons) implements Verdict {
        public Mixed {
            reasons = List.copyOf(reasons);
        }
    }

    /** The platform does not know the request, or no longer. */
    record Forgotten(Failure failure) implements Verdict {}

    /** How many events a reason holds for. */
    record Tally(Failure failure, long count) {}
}
