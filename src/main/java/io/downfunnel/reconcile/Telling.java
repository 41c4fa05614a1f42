package io.downfunnel.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.Alert;
import io.downfunnel.domain.Alert.Kind;
import io.downfunnel.domain.Alert.Severity;
import io.downfunnel.domain.Concern;
import io.downfunnel.domain.Concern.Concerned;
import io.downfunnel.domain.ConversionState.Word;
import io.downfunnel.domain.Invariant;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Wait;

/**
 * Puts what the watchdog sees into words for a person: what happened, what it means for the conversions, what to do, and
 * what happens if nobody does.
 *
 * @param names of connections, as people write them
 * @param reports for what the platforms' reports tell
 */
record Telling(ZoneId zone, UnaryOperator<String> names, ReportTelling reports) {
    /** A week: time for a person to find a quiet day. */
    private static final int URGENT_DAYS = 7;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

    Telling(ZoneId zone, UnaryOperator<String> names) {
        this(zone, names, new ReportTelling(names));
    }

    Alert of(Concern concern) {
        return switch (concern) {
            case Concern.Overdue overdue -> overdue(overdue);
            case Concern.Braked braked -> braked(braked);
            case Concern.Expiring expiring -> expiring(expiring);
            case Concern.Broken broken ->
                AdQuestion.is(broken.connection()) ? reports.unread(broken, minute(broken.since())) : broken(broken);
            case Concern.UnknownCode unknown -> unknownCode(unknown);
            case Concern.Violated violated -> violated(violated);
            case Concern.Unaudited unaudited -> unaudited(unaudited);
            case Concern.TrailBroken broken -> trailBroken(broken);
            case Concern.Ending ending -> ending(ending);
            case Concern.Drifted drifted -> reports.drifted(drifted);
            case Concern.Strayed strayed -> reports.strayed(strayed);
        };
    }

    private Alert overdue(Concern.Overdue seen) {
        return new Alert(
                Kind.OVERDUE,
                seen.subject(),
                severity(seen.way()),
                Optional.of(seen.destination()),
                // What is in doubt may be with the platforms or on hold; its reason finds both.
                Optional.of(seen.way().word()).filter(any -> seen.way() != Wait.IN_DOUBT),
                seen.reason(),
                seen.concerned().conversions(),
                seen.concerned().earliestExpiry(),
                many(seen.concerned(), seen.destination())
                        + waits(seen)
                        + ", the longest since " + minute(seen.since()) + ". "
                        + advice(seen.way(), names.apply(seen.destination()))
                        + neglected(seen.concerned()));
    }

    private static Severity severity(Wait wait) {
        return switch (wait) {
            case READY, IN_FLIGHT, HELD, IN_DOUBT, ACCEPTED, DELAYED -> Severity.WARNING;
            case NEEDS_YOU -> Severity.REMINDER;
        };
    }

    private static String waits(Concern.Overdue seen) {
        var why = seen.reason().map(code -> " (" + inWords(code) + ")").orElse("");
        var how = switch (seen.way()) {
            case READY -> "ready to be sent" + why;
            case DELAYED -> "due for another look" + why;
            case IN_FLIGHT -> "with a node that is gone";
            case IN_DOUBT -> "without an answer" + why;
            case HELD -> "on hold" + why;
            case ACCEPTED -> "without a verdict";
            case NEEDS_YOU -> "refused" + why;
        };
        return (seen.concerned().conversions() == 1 ? " has been " : " have been ") + how + " for longer than "
                + span(seen.within());
    }

    private static String advice(Wait wait, String platform) {
        return switch (wait) {
            case READY ->
                "None is lost. See on the overview whether the upload runs every night and whether " + platform
                        + " is set up and its connection works.";
            case DELAYED -> "None is lost. See under Runs whether the hourly extraction runs and what it says.";
            case IN_FLIGHT ->
                "Nobody knows whether they arrived. See under Runs whether the follow-up runs every few minutes: it takes"
                        + " them over.";
            case IN_DOUBT ->
                "They may have arrived or not. Look in " + platform
                        + " whether they were counted, then open each one and say whether it is sent again.";
            case HELD -> "Somebody has to decide. Open them: each says why it is held and what releases it.";
            case ACCEPTED ->
                platform
                        + " has them and has not said whether it counts them. Usually it says so within hours; look in its"
                        + " own diagnostics. Nothing has to be sent again.";
            case NEEDS_YOU ->
                platform
                        + " does not count them. Open one: it says what was wrong and who can mend it, so that the next"
                        + " ones count. These stay refused.";
        };
    }

    private String neglected(Concerned concerned) {
        return concerned
                .earliestExpiry()
                .map(at -> " If nobody does anything, the first becomes worthless on " + minute(at) + ".")
                .orElse("");
    }

    private Alert braked(Concern.Braked seen) {
        return new Alert(
                Kind.BRAKED,
                seen.destination() + " " + seen.reason(),
                Severity.URGENT,
                Optional.of(seen.destination()),
                Optional.of(Word.ON_HOLD),
                Optional.of(seen.reason()),
                seen.concerned().conversions(),
                seen.concerned().earliestExpiry(),
                many(seen.concerned(), seen.destination())
                        + (seen.concerned().conversions() == 1 ? " is" : " are") + " kept back by a brake since "
                        + minute(seen.since()) + " ("
                        + inWords(seen.reason())
                        + "). None is lost, and none is sent until somebody has looked: open them, see whether the mapping or"
                        + " the CRM is wrong, and release them if they are right." + neglected(seen.concerned()));
    }

    private Alert expiring(Concern.Expiring seen) {
        var why = seen.reason().map(code -> " (" + inWords(code) + ")").orElse("");
        var stopped = switch (seen.state()) {
            case READY -> ", because the connection has stopped. Mend it as its own alert says.";
            case DELAYED -> ", because they are delayed beyond that" + why + ". Shorten the hold-back of the mapping.";
            default -> ", because they are on hold" + why + ". Open them and release them, or let them go.";
        };
        return new Alert(
                Kind.EXPIRING,
                seen.destination() + " " + seen.state()
                        + seen.reason().map(code -> " " + code).orElse(""),
                Severity.URGENT,
                Optional.of(seen.destination()),
                Optional.of(seen.state().word()),
                seen.reason(),
                seen.concerned().conversions(),
                seen.concerned().earliestExpiry(),
                many(seen.concerned(), seen.destination()) + " will be worthless within " + span(seen.within())
                        + " and will not be sent by then" + stopped + neglected(seen.concerned()));
    }

    private Alert broken(Concern.Broken seen) {
        var name = names.apply(seen.connection());
        var waiting = seen.concerned().conversions() == 0
                ? " All its work waits and is not lost."
                : " " + count(seen.concerned().conversions())
                        + (seen.concerned().conversions() == 1 ? " waits" : " wait") + " for it, none is lost.";
        return new Alert(
                seen.forAPerson() ? Kind.CONNECTION_STOPPED : Kind.CONNECTION_FAILING,
                seen.connection(),
                seen.forAPerson() ? Severity.URGENT : Severity.WARNING,
                Optional.of(seen.connection().replaceFirst("[/,].*", ""))
                        .filter(any -> seen.concerned().conversions() > 0),
                Optional.of(Word.WAITING).filter(any -> seen.concerned().conversions() > 0),
                Optional.empty(),
                seen.concerned().conversions(),
                seen.concerned().earliestExpiry(),
                name + (seen.forAPerson() ? " has not worked since " : " has failed since ") + minute(seen.since())
                        + ": " + sentence(seen.message()) + waiting
                        + (seen.remedy().isBlank() ? "" : " " + sentence(seen.remedy()))
                        + (seen.forAPerson()
                                ? " We try now and then; it goes on by itself once it is mended."
                                : " We go on trying; look at the vendor's status page if it lasts.")
                        + neglected(seen.concerned()));
    }

    private Alert unknownCode(Concern.UnknownCode seen) {
        var platform = names.apply(seen.destination());
        return new Alert(
                Kind.UNKNOWN_CODE,
                seen.destination() + " " + seen.code(),
                Severity.WARNING,
                Optional.of(seen.destination()),
                Optional.empty(),
                Optional.of(seen.code()).filter(code -> !code.isEmpty()),
                seen.concerned().conversions(),
                Optional.empty(),
                platform + " answered with a code that is not in our table (" + seen.code() + "), last on "
                        + minute(seen.last()) + ", for "
                        + count(seen.concerned().conversions())
                        + ". Each is tried a few times and then held, never dropped. Look the code up in the documentation"
                        + " of " + platform
                        + ", decide about what is on hold, and report the code to us, so that the next"
                        + " version knows it.");
    }

    private static Alert violated(Concern.Violated seen) {
        return new Alert(
                Kind.INVARIANT_BROKEN,
                seen.invariant().name(),
                seen.invariant().severity(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                seen.violations(),
                Optional.empty(),
                "The auditor found " + count(seen.violations()) + " "
                        + seen.invariant().broken() + ". " + sentence(seen.sample()) + " " + meaning(seen.invariant()));
    }

    /** What it means, and what to do. */
    private static String meaning(Invariant invariant) {
        return switch (invariant) {
            case LOST ->
                "The platforms do not hear of these outcomes. Import the mappings once more: every stage event is decided"
                        + " anew then; if that does not mend it, report it to us.";
            case DOUBLED ->
                "The platform bids on sales that did not happen. Stop the destination, compare with the platform's own"
                        + " numbers, and report it to us.";
            case DRIFTED ->
                "What the platform has is not what we have on record. Stop the destination and report it to us.";
            case CONSENT ->
                "Stop the destination and tell whoever is in charge of privacy; the platform can be asked to delete it.";
            case LEAKED -> "Tell whoever is in charge of privacy, and find out in which CRM field the address stands.";
            case ILLEGAL_STEP, UNFOLDED ->
                "Their histories cannot be trusted. Somebody may have changed the database by hand; if not, report it to"
                        + " us.";
            case STUCK -> "The watchdog has not done its work. See in the log whether a node runs the timetable.";
            case UNEXPLAINED -> "They stand as they are, and nobody can say why. Report it to us.";
            case LEASE -> "Nobody will take them over by themselves. Report it to us.";
        };
    }

    private Alert unaudited(Concern.Unaudited seen) {
        return new Alert(
                Kind.AUDIT_LATE,
                "audit",
                Severity.WARNING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                "Nobody has looked since " + minute(seen.last())
                        + " whether anything was lost or counted twice. Conversions go their way, but unchecked. See under"
                        + " Runs why the audit broke, and whether downfunnel.schedule.audit is switched off.");
    }

    private Alert trailBroken(Concern.TrailBroken seen) {
        return new Alert(
                Kind.TRAIL_BROKEN,
                "audit trail",
                Severity.URGENT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                "Entry " + seen.entry()
                        + " of the audit trail is not what was written: it was changed, or one is missing"
                        + " there, as seen on " + minute(seen.seen())
                        + ". Conversions are not concerned, but who did what can be trusted up to the entry before only."
                        + " Somebody has written into the database by hand, or a part of a backup was put back. Keep a copy"
                        + " of the database as it is, and find out who may write to it; 'audit verify' looks once more.");
    }

    private Alert ending(Concern.Ending seen) {
        var cliff = seen.cliff();
        var when = seen.daysLeft() > 0
                ? " ends on " + DAY.format(cliff.on()) + ", in " + seen.daysLeft()
                        + (seen.daysLeft() == 1 ? " day. From then on: " : " days. From then on: ")
                : " ended on " + DAY.format(cliff.on()) + ": ";
        return new Alert(
                Kind.ENDING,
                cliff.connection() + " " + cliff.what(),
                seen.daysLeft() > URGENT_DAYS ? Severity.WARNING : Severity.URGENT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                names.apply(cliff.connection()) + ": " + cliff.what() + when + sentence(cliff.then()) + " "
                        + sentence(cliff.remedy()));
    }

    private String many(Concerned concerned, String destination) {
        return count(concerned.conversions()) + " for " + names.apply(destination);
    }

    private static String count(long conversions) {
        return "%,d conversion%s".formatted(conversions, conversions == 1 ? "" : "s");
    }

    private String minute(Instant at) {
        return MINUTE.format(at.atZone(zone));
    }

    /** {@code 3 days}, {@code 25 hours}, {@code 10 minutes}. */
    static String span(Duration time) {
        if (time.toHours() >= 48 && time.toHours() % 24 == 0) {
            return time.toDays() + " days";
        }
        if (time.toMinutes() >= 60 && time.toMinutes() % 60 == 0) {
            return time.toHours() == 1 ? "an hour" : time.toHours() + " hours";
        }
        return time.toMinutes() >= 2 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds";
    }

    /** Our own reasons by their title; a platform's code as it is, since people look it up. */
    private static String inWords(String code) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equals(code))
                .findFirst()
                .map(reason -> reason.title().toLowerCase(Locale.ROOT))
                .orElse(code);
    }

    private static String sentence(String text) {
        var trimmed = text.strip();
        return trimmed.isEmpty() || trimmed.matches("(?s).*[.!?…]") ? trimmed : trimmed + ".";
    }
}
