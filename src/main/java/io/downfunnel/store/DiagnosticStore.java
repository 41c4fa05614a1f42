package io.downfunnel.store;

import java.time.Instant;
import java.util.List;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.Diagnostic;
import io.downfunnel.domain.Diagnostic.Complaint;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.store.ReportClaimStore.Claim;

/** What platforms say of their own accord about uploads, as it was heard last. */
@Singleton
public class DiagnosticStore {
    private final Jdbi jdbi;
    private final ReportClaimStore claims;

    public DiagnosticStore(Jdbi jdbi, ReportClaimStore claims) {
        this.jdbi = jdbi;
        this.claims = claims;
    }

    /** In the place of what was heard before. */
    public void heard(Claim claim, List<Diagnostic> diagnostics, Instant now) {
        jdbi.useTransaction(handle -> {
            claims.keep(handle, claim);
            handle.execute("delete from upload_diagnostic where destination = ?", claim.destination());
            for (int ordinal = 0; ordinal < diagnostics.size(); ordinal++) {
                save(handle, claim.destination(), ordinal, diagnostics.get(ordinal));
            }
            ReportStore.answered(handle, claim.destination(), AdQuestion.DIAGNOSTICS, now);
        });
    }

    private static void save(Handle handle, String destination, int ordinal, Diagnostic diagnostic) {
        handle.createUpdate("""
                        insert into upload_diagnostic
                        values (:destination, :ordinal, :action, :way, :health, :total, :successful, :pending, :lastUpload)""")
                .bind("destination", destination)
                .bind("ordinal", ordinal)
                .bind("action", diagnostic.action().orElse(null))
                .bind("way", diagnostic.way())
                .bind("health", diagnostic.health())
                .bind("total", diagnostic.total())
                .bind("successful", diagnostic.successful())
                .bind("pending", diagnostic.pending())
                .bind("lastUpload", diagnostic.lastUpload().orElse(null))
                .execute();
        for (int place = 0; place < diagnostic.complaints().size(); place++) {
            complain(
                    handle, destination, ordinal, place, diagnostic.complaints().get(place));
        }
    }

    private static void complain(Handle handle, String destination, int ordinal, int place, Complaint complaint) {
        handle.createUpdate("""
                        insert into upload_complaint
                        values (:destination, :ordinal, :place, :class, :code, :message, :share)""")
                .bind("destination", destination)
                .bind("ordinal", ordinal)
                .bind("place", place)
                .bind("class", complaint.failure().failureClass().name())
                .bind("code", complaint.failure().code())
                .bind("message", complaint.failure().message())
                .bind("share", complaint.share())
                .execute();
    }

    /** In the order in which they were heard. */
    public List<Diagnostic> of(String destination) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from upload_diagnostic where destination = :destination order by ordinal")
                .bind("destination", destination)
                .map((row, context) -> new Diagnostic(
                        Columns.textIfAny(row, "action"),
                        row.getString("way"),
                        row.getString("health"),
                        row.getLong("total"),
                        row.getLong("successful"),
                        row.getLong("pending"),
                        Columns.instantIfAny(row, "last_upload"),
                        complaints(handle, destination, row.getInt("ordinal"))))
                .list());
    }

    private static List<Complaint> complaints(Handle handle, String destination, int ordinal) {
        return handle.createQuery("""
                        select * from upload_complaint where destination = :destination and ordinal = :ordinal
                         order by place""")
                .bind("destination", destination)
                .bind("ordinal", ordinal)
                .map((row, context) -> new Complaint(
                        new Failure(
                                FailureClass.valueOf(row.getString("failure_class")),
                                row.getString("code"),
                                row.getString("message")),
                        row.getDouble("share")))
                .list();
    }
}
