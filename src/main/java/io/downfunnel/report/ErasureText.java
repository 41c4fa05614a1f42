package io.downfunnel.report;

import java.util.List;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.store.ErasureStore.Extent;

/**
 * What there is of a person, in words.
 *
 * @param counted records, conversions and adjustments, how many
 * @param records ids
 * @param conversions a line for each destination
 * @param sent what taking it away here does not reach; empty when no platform was told of any of it
 */
public record ErasureText(String counted, List<String> records, List<String> conversions, String sent) {
    private static final String SENT =
            "What has left for a platform stays counted there, and so do the hashes it keeps: ask the platform to delete them"
                    + " if the person wants that too.";

    public ErasureText {
        records = List.copyOf(records);
        conversions = List.copyOf(conversions);
    }

    public static ErasureText of(Extent extent, ConnectionNames names) {
        return new ErasureText(
                Wording.listed(List.of(
                        Wording.count(extent.records().size(), "record"),
                        Wording.count(extent.conversionCount(), "conversion"),
                        Wording.count(extent.adjustments(), "adjustment"))),
                extent.records(),
                extent.conversions().entrySet().stream()
                        .map(destination -> names.of(destination.getKey()) + ": "
                                + Wording.listed(destination.getValue().entrySet().stream()
                                        .map(state -> Wording.number(state.getValue()) + " "
                                                + state.getKey().word().text())
                                        .toList()))
                        .toList(),
                extent.conversions().values().stream()
                                .anyMatch(states -> states.keySet().stream().anyMatch(ErasureText::left))
                        ? SENT
                        : "");
    }

    private static boolean left(ConversionState state) {
        return switch (state) {
            case IN_FLIGHT, UNKNOWN, ACCEPTED, VERIFIED -> true;
            case EXCLUDED, DELAYED, HELD, READY, NEEDS_YOU, EXPIRED, CANCELLED, ERASED -> false;
        };
    }
}
