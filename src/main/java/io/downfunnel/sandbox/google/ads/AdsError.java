package io.downfunnel.sandbox.google.ads;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.sandbox.google.ads.gaql.GaqlException;

/**
 * One error of a {@code GoogleAdsFailure}.
 *
 * @param family the member of {@code ErrorCode}, in lower camel case, such as {@code conversionUploadError}
 * @param code a member of the family's enum
 * @param path where, from the outside in, such as {@code conversions[3], gclid}; empty: the request as a whole
 * @param retryDelay of quota errors only
 */
record AdsError(String family, String code, String message, List<Step> path, Optional<Duration> retryDelay) {

    /** @param index less than zero: not a list */
    record Step(String field, int index) {

        static Step of(String text) {
            int bracket = text.indexOf('[');
            return bracket < 0
                    ? new Step(text, -1)
                    : new Step(
                            text.substring(0, bracket),
                            Integer.parseInt(text.substring(bracket + 1, text.length() - 1)));
        }
    }

    static AdsError of(String family, String code, String message) {
        return new AdsError(family, code, message, List.of(), Optional.empty());
    }

    static AdsError of(GaqlException query) {
        return of(query.family(), query.code(), query.getMessage());
    }

    static AdsError missing(String path) {
        return of("fieldError", "REQUIRED", "The required field was not present.")
                .at(path);
    }

    static AdsError unwanted(String path) {
        return of("fieldError", "VALUE_MUST_BE_UNSET", "The value must not be set here.")
                .at(path);
    }

    /** @param path with dots between its steps and indexes in brackets */
    AdsError at(String path) {
        var steps = path.isEmpty()
                ? List.<Step>of()
                : Stream.of(path.split("\\.")).map(Step::of).toList();
        return new AdsError(family, code, message, steps, retryDelay);
    }

    /** The same, seen from outside of the list whose element it is about. */
    AdsError within(String list, int index) {
        var steps =
                Stream.concat(Stream.of(new Step(list, index)), path.stream()).toList();
        return new AdsError(family, code, message, steps, retryDelay);
    }

    AdsError retryAfter(Duration delay) {
        return new AdsError(family, code, message, path, Optional.of(delay));
    }
}
