package io.downfunnel.convert;

import java.time.Instant;
import java.util.Optional;

import io.downfunnel.convert.AdjustmentWish.Wish;
import io.downfunnel.domain.Adjustment.Kind;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Money;
import io.downfunnel.platform.Descriptor;

/**
 * Says of an adjustment what happened in the CRM, what it means for the conversion, and what to do.
 *
 * @param counted the value that the platform counts
 */
record AdjustmentWords(Descriptor platform, Wish wish, Optional<Money> counted) {

    String ready() {
        return what() + " " + capital(meant()) + ".";
    }

    String quiet(Instant until) {
        return what() + " " + platform.name() + " is told on " + Days.minute(until)
                + " at the earliest, so that several edits become one.";
    }

    String waitsForConversion() {
        return what() + " " + platform.name()
                + " has not said yet whether it counts the conversion; only then can it be" + " changed.";
    }

    String waitsForEarlier() {
        return what() + " An earlier change of the same conversion is still under way.";
    }

    String alreadyRetracted() {
        return what() + " The conversion was taken back before, and after that " + platform.name()
                + " takes no change of it.";
    }

    String platformCannot() {
        return what() + " " + platform.name() + " offers no way to change or take back what it counts, so " + keeps()
                + " With a hold-back in the mapping, sending waits until deals have settled.";
    }

    String clickCannot(ClickId.Kind kind) {
        return what() + " " + platform.name() + " takes no change of conversions that were sent with a "
                + kind.name().toLowerCase(java.util.Locale.ROOT) + ", so " + keeps();
    }

    String withoutClick() {
        return what() + " " + platform.name()
                + " finds a conversion by its click ID only, and this one was sent without, so " + keeps();
    }

    String notCounted(ConversionState state) {
        return what() + " There is nothing to change: the conversion itself is “"
                + state.word().text() + "”.";
    }

    String noValue() {
        return what() + " There is no value left to tell, so " + keeps()
                + " If the deal is worth something, type the amount in the CRM.";
    }

    String belowZero() {
        return what() + " A value below zero is no value, so " + keeps() + " Correct the amount in the CRM.";
    }

    String zero() {
        return what() + " " + platform.name() + " would take zero for its last word and ignore every later change, so "
                + keeps() + " If the deal is worth something, correct the amount; if it was lost, close it as lost.";
    }

    String denied() {
        return what() + " The person has denied consent since, so nothing of theirs is sent again, and " + keeps();
    }

    String tooLate(Instant until) {
        return what() + " " + platform.name() + " takes changes for "
                + platform.adjusting().within().toDays() + " days after the conversion, which ended on "
                + Days.of(until) + ", so " + keeps() + difference();
    }

    String noRoute(ConversionKey key, Instant until) {
        var byHand = platform.adjusting().byHand();
        return what() + " This installation has no way to take conversions back at " + platform.name() + ", so "
                + keeps() + " Once there is one it goes by itself, until " + Days.of(until) + "."
                + (byHand.isEmpty() ? "" : " " + byHand + " Its order ID is " + key + ".");
    }

    static String noLonger(Descriptor platform, Optional<Money> counted) {
        return "The CRM, or the mapping, asks for no change any more: " + platform.name() + " goes on counting "
                + counted.map(value -> "the " + value).orElse("it") + ".";
    }

    private String what() {
        return capital(wish.cause().words())
                + switch (wish.cause()) {
                    case AMOUNT_CHANGED ->
                        " on " + Days.of(wish.since()) + ", from "
                                + counted.map(Money::toString).orElse("no value") + " to "
                                + wish.after().map(Money::toString).orElse("none") + ".";
                    case LOST, REOPENED -> " on " + Days.of(wish.since()) + ".";
                    case DELETED, MERGED -> ".";
                };
    }

    private String meant() {
        return switch (wish.kind()) {
            case RESTATEMENT -> platform.name() + " is told the new value with the next upload";
            case RETRACTION -> platform.name() + " is told with the next upload to count it no more";
        };
    }

    private String keeps() {
        return platform.name() + " goes on counting "
                + counted.map(Money::toString).orElse("the conversion") + ".";
    }

    /** The money that stands wrong, for who reads the figures there. */
    private String difference() {
        var rightly = wish.kind() == Kind.RETRACTION ? Optional.<Money>empty() : wish.after();
        if (counted.isEmpty()) {
            return "";
        }
        var now = counted.get();
        if (rightly.filter(value -> !value.currency().equals(now.currency())).isPresent()) {
            return " It should be " + rightly.get() + ".";
        }
        var much = rightly.map(value -> now.amount().subtract(value.amount())).orElse(now.amount());
        return " That is " + new Money(much.abs(), now.currency()) + " too "
                + (much.signum() < 0 ? "little." : "much.");
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
