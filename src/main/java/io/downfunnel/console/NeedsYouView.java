package io.downfunnel.console;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;

import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.Money;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.store.NeedsYouReadStore.Group;
import io.downfunnel.store.NeedsYouReadStore.Sample;

/**
 * What platforms refused, by cause.
 *
 * @param summary all of it in a sentence
 */
public record NeedsYouView(String summary, List<Cause> causes) {

    public NeedsYouView {
        causes = List.copyOf(causes);
    }

    /**
     * @param title in a few words
     * @param words what happened, in a sentence
     * @param mender who can mend it
     * @param remedy what to do
     * @param page of the platform about it; empty where there is none
     * @param worth money by currency; empty when they have no value
     * @param href where they are listed
     * @param export where the table for a spreadsheet is
     */
    public record Cause(
            String id,
            String destination,
            String code,
            String title,
            String words,
            String mender,
            String remedy,
            String page,
            String count,
            String worth,
            String mappings,
            When since,
            When expires,
            String href,
            String export,
            List<Example> examples) {

        public Cause {
            examples = List.copyOf(examples);
        }
    }

    /**
     * One of them, masked.
     *
     * @param link where the CRM shows it
     * @param crm what the CRM has
     * @param sent what we made of it and sent
     * @param heard what came back
     */
    public record Example(
            String recordId,
            CrmLink link,
            String stage,
            When occurred,
            String explain,
            String crm,
            String sent,
            String heard) {}

    static NeedsYouView of(List<Cause> causes, List<Group> groups, ZoneId zone) {
        return new NeedsYouView(summary(groups, zone), causes);
    }

    private static String summary(List<Group> groups, ZoneId zone) {
        if (groups.isEmpty()) {
            return "Nothing needs you: no platform has refused a conversion for its data.";
        }
        var all = groups.stream().mapToLong(Group::conversions).sum();
        var first = groups.stream().map(Group::expires).min(Instant::compareTo).orElseThrow();
        var worth =
                worth(groups.stream().flatMap(group -> group.value().stream()).toList());
        return Wording.count(all, "conversion") + (worth.isEmpty() ? "" : " worth " + worth)
                + (all == 1 ? " was" : " were") + " refused, for " + causes(groups.size())
                + ". Mended in time, they still count; the first becomes worthless on "
                + new Wording(zone).minute(first) + ".";
    }

    private static String causes(int number) {
        return number == 1 ? "one cause" : number + " causes";
    }

    static Cause cause(Group group, List<Sample> samples, FailureRow row, ZoneId zone, ConnectionNames names) {
        return new Cause(
                "cause-" + group.destination() + "-" + group.code().replaceAll("[^A-Za-z0-9]", "-"),
                group.destination(),
                group.code(),
                Wording.ofReason(group.code()) + ", says " + names.of(group.destination()),
                row.cause(),
                row.mender().words(),
                row.remedy(),
                row.link().map(Object::toString).orElse(""),
                Wording.count(group.conversions(), "conversion"),
                worth(group.value()),
                Wording.listed(group.mappings()),
                When.of(group.since(), zone),
                When.of(group.expires(), zone),
                Link.to("/conversions")
                        .with("state", "needs-you")
                        .with("destination", group.destination())
                        .with("reason", group.code())
                        .toString(),
                Link.to("/needs-you/export")
                        .with("destination", group.destination())
                        .with("code", group.code())
                        .toString(),
                samples.stream().map(sample -> example(sample, zone)).toList());
    }

    private static Example example(Sample sample, ZoneId zone) {
        return new Example(
                sample.recordId(),
                CrmLink.to(sample.page(), "record " + sample.recordId()),
                sample.stage(),
                When.of(sample.occurredAt(), zone),
                Link.to("/explain").with("q", sample.recordId()) + "#" + sample.key(),
                sample.amount().map(amount -> "amount " + Wording.money(amount)).orElse("no amount"),
                sent(sample),
                Wording.sentence(sample.heard()));
    }

    /** Kinds and last characters: enough to find the field in the CRM, too little to use. */
    private static String sent(Sample sample) {
        var value = sample.value()
                .map(Wording::money)
                .map(money -> "value " + money)
                .orElse("no value");
        return sample.sent()
                .map(event -> Wording.listed(Stream.of(
                                Stream.of(value),
                                event.click().map(Object::toString).stream(),
                                event.email().map(Object::toString).stream(),
                                event.phone().map(Object::toString).stream())
                        .flatMap(parts -> parts)
                        .toList()))
                .orElse("removed on request");
    }

    private static String worth(List<Money> sums) {
        return Wording.listed(Money.sums(sums).stream().map(Wording::roughly).toList());
    }
}
