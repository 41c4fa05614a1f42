package io.downfunnel.convert;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.downfunnel.domain.Click;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ClickIdShape;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.Match.Fit;
import io.downfunnel.domain.Match.MatchedClick;
import io.downfunnel.domain.Match.Person;
import io.downfunnel.domain.Reason;
import io.downfunnel.platform.Descriptor;

/**
 * Chooses what a conversion is recognised by: one click ID at most, since platforms accept no two of them in one event
 * (field.md D13), and the hashed identifiers beside it.
 */
record Identifying(ConversionMapping mapping, Descriptor descriptor, Match match, Instant occurredAt, Instant now) {

    /** What came of it. */
    sealed interface Result {

        /** @param click as it is sent, without blanks around it */
        record Known(
                Optional<Click> click,
                Optional<HashedIdentifier.Email> email,
                Optional<HashedIdentifier.Phone> phone,
                String explanation)
                implements Result {}

        record Unknown(Reason reason, String explanation, Optional<Click> click) implements Result {}
    }

    Result choose() {
        var wanted = wantedClicks();
        var fitting = wanted.stream().filter(click -> click.fit() == Fit.FITS).toList();
        var open = fitting.stream().filter(click -> isOpen(click.click())).findFirst();
        if (open.isPresent()) {
            return withClick(open.get());
        }
        if (!fitting.isEmpty()) {
            return closed(fitting.getFirst().click());
        }
        return email().isPresent() || phone().isPresent() ? byPerson(wanted) : nobody(wanted);
    }

    /** How long after a click an event counts: the mapping's window, and never longer than the platform's. */
    Duration window() {
        var longest = descriptor.longestWindow();
        return mapping.attributionWindow().compareTo(longest) < 0 ? mapping.attributionWindow() : longest;
    }

    private List<MatchedClick> wantedClicks() {
        return mapping.identifiers().stream()
                .flatMap(identifier -> identifier.clickId().stream())
                .filter(kind -> descriptor.clickIds().contains(kind))
                .flatMap(kind -> match.click(kind).stream())
                .toList();
    }

    private boolean isOpen(Click click) {
        var end = click.clickedAt().plus(window());
        return !occurredAt.isAfter(end) && now.isBefore(end);
    }

    private Result withClick(MatchedClick matched) {
        var click = matched.click();
        var bare = new Click(ClickIdShape.bare(click.id()), click.clickedAt(), click.dating());
        var stripped = bare.id().equals(click.id()) ? "" : " (blanks around it are left out)";
        return new Result.Known(
                Optional.of(bare),
                email(),
                phone(),
                "Goes with the " + bare.id() + stripped + ", found on "
                        + matched.source().rule().text() + ".");
    }

    private Result closed(Click click) {
        var days = window().toDays();
        var late = Duration.between(click.clickedAt(), occurredAt);
        var what = "The " + click.id().kind().happening();
        var explanation = late.compareTo(window()) > 0
                ? what + " was " + late.toDays() + " days before the event; the window is " + days + " days."
                : what + " of " + Days.of(click.clickedAt()) + " is too old to be sent now; its window of " + days
                        + " days closed on " + Days.of(click.clickedAt().plus(window())) + ".";
        return new Result.Unknown(Reason.WINDOW_CLOSED, explanation, Optional.of(click));
    }

    private Result byPerson(List<MatchedClick> unfit) {
        var what = email().isPresent() && phone().isPresent()
                ? "e-mail and phone"
                : email().isPresent() ? "e-mail" : "phone";
        var whose = match.person().map(person -> person.source().rule().text()).orElse("the person");
        var because = unfit.stream().findFirst().map(click -> " " + flaw(click)).orElse("");
        return new Result.Known(
                Optional.empty(), email(), phone(), "Goes with the hashed " + what + " of " + whose + "." + because);
    }

    private Result nobody(List<MatchedClick> unfit) {
        var mangled = unfit.stream().filter(click -> click.fit() == Fit.MANGLED).findFirst();
        if (mangled.isPresent()) {
            return new Result.Unknown(
                    Reason.ONLY_MANGLED_CLICK_ID, flaw(mangled.get()) + wayIntoTheCrm(mangled.get()), Optional.empty());
        }
        return unfit.stream()
                .filter(click -> click.fit() == Fit.AFTER_EVENT)
                .findFirst()
                .<Result>map(click -> new Result.Unknown(Reason.BEFORE_CLICK, flaw(click), Optional.empty()))
                .orElseGet(() -> new Result.Unknown(
                        Reason.NO_IDENTIFIER,
                        "The CRM has none of what the mapping may send: "
                                + mapping.identifiers().stream()
                                        .map(identifier -> identifier.name().toLowerCase(java.util.Locale.ROOT))
                                        .collect(Collectors.joining(", "))
                                + ".",
                        Optional.empty()));
    }

    private static String wayIntoTheCrm(MatchedClick mangled) {
        return mangled.click().id().kind() == ClickId.Kind.LI_FORM_RESPONSE
                ? " Look at how whatever brings LinkedIn's leads into the CRM writes it."
                : " Look at how it gets from the landing page into the CRM.";
    }

    private static String flaw(MatchedClick matched) {
        var click = matched.click();
        return switch (matched.fit()) {
            case MANGLED ->
                "The " + click.id() + " on " + matched.source().rule().text() + " "
                        + ClickIdShape.flaw(click.id()).orElse("is damaged") + ".";
            case AFTER_EVENT ->
                "The " + click.id().kind().happening() + " of " + Days.of(click.clickedAt()) + " on "
                        + matched.source().rule().text() + " came after the event.";
            case TEST ->
                "The " + click.id() + " on " + matched.source().rule().text()
                        + " is a test, by the platform's own word.";
            case FITS -> "";
        };
    }

    private Optional<HashedIdentifier.Email> email() {
        return takes(Identifier.EMAIL, Descriptor.Identifier.EMAIL)
                ? match.person().flatMap(Person::email)
                : Optional.empty();
    }

    private Optional<HashedIdentifier.Phone> phone() {
        return takes(Identifier.PHONE, Descriptor.Identifier.PHONE)
                ? match.person().flatMap(Person::phone)
                : Optional.empty();
    }

    private boolean takes(Identifier wanted, Descriptor.Identifier taken) {
        return mapping.identifiers().contains(wanted)
                && descriptor.identifiers().contains(taken);
    }
}
