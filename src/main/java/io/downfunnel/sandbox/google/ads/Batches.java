package io.downfunnel.sandbox.google.ads;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import io.downfunnel.sandbox.google.AdsDesk;

/**
 * What holds for every request with rows.
 *
 * @param list the name of the list of rows, as errors give it
 * @param tooMany the error of more than 2,000 rows
 */
record Batches(AdsDesk desk, String list, AdsError tooMany, AdsError badJob) {

    private static final int MOST = 2_000;

    /** Numbers that Google gives to jobs are beyond those that clients may give. */
    private static final AtomicLong JOBS = new AtomicLong(1L << 31);

    /** Refuses the request as a whole for what is wrong with it as a whole. */
    void check(int rows, boolean partialFailure, boolean hasJob, int job) {
        if (!partialFailure) {
            throw Refusals.of(AdsError.of(
                            "partialFailureError",
                            "PARTIAL_FAILURE_MODE_REQUIRED",
                            "The partial failure field in the request must be set to true.")
                    .at("partial_failure"));
        }
        if (rows == 0) {
            throw Refusals.of(AdsError.of("fieldError", "REQUIRED_NONEMPTY_LIST", "The list must not be empty.")
                    .at(list));
        }
        if (rows > MOST) {
            throw Refusals.of(tooMany.at(list));
        }
        if (hasJob && job < 0) {
            throw Refusals.of(badJob.at("job_id"));
        }
    }

    /** In the sandbox they start anew with each process; nothing refers to them. */
    static long job(boolean given, int job) {
        return given ? job : JOBS.getAndIncrement();
    }

    /** The error a control call wants for this row, if one does. */
    Optional<AdsError> forced() {
        return desk.forcedRowError()
                .map(wanted -> AdsError.of(wanted.family(), wanted.code(), "The sandbox was told to refuse this row."));
    }

    /** Names of which there is more than one in the request: all their rows are refused. Empty ones are no names. */
    static Set<String> repeated(List<String> names) {
        Map<String, Integer> counts = new HashMap<>();
        names.stream().filter(name -> !name.isEmpty()).forEach(name -> counts.merge(name, 1, Integer::sum));
        return counts.entrySet().stream()
                .filter(count -> count.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The errors of all rows, in the order of the rows. */
    List<AdsError> placed(List<List<AdsError>> byRow) {
        var all = new ArrayList<AdsError>();
        for (int at = 0; at < byRow.size(); at++) {
            for (AdsError error : byRow.get(at)) {
                all.add(error.within(list, at));
            }
        }
        return all;
    }
}
