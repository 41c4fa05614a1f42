package io.downfunnel.platform.google.ads;

import java.util.Comparator;
import java.util.Optional;

import com.google.ads.googleads.v23.resources.OfflineConversionUploadConversionActionSummary;

import io.downfunnel.domain.Diagnostic;

/** Reads what Google Ads says of its own accord about uploads, of the latest day that had any (google.md §3.7). */
record Diagnostics(Customer account, Refusals refusals) {

    Diagnostic read(OfflineConversionUploadConversionActionSummary summary) {
        return new Diagnostic(
                Optional.of(Long.toString(summary.getConversionActionId())),
                summary.getClient().name(),
                summary.getStatus().name(),
                summary.getTotalEventCount(),
                summary.getSuccessfulEventCount(),
                summary.getPendingEventCount(),
                account.instant(summary.getLastUploadDateTime()),
                summary.getAlertsList().stream()
                        .map(alert -> new Diagnostic.Complaint(
                                refusals.failure(AdsError.code(alert.getError()), ""), alert.getErrorPercentage()))
                        .sorted(Comparator.comparingDouble(Diagnostic.Complaint::share)
                                .reversed())
                        .toList());
    }
}
