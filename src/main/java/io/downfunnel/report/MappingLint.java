package io.downfunnel.report;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConsentRule.WhenMissing;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionAction.Counting;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Count;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.ValueRule;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Capability;

/**
 * What a mapping says that its platform, its conversion action or the stage's own past will not let come true. Each is a
 * sentence or two with what to do; none of them refuses anything.
 *
 * @param action as the account showed it last; empty where it was not asked, or shows no such action
 * @param stage that it maps
 * @param lag median time from the click to the stage; empty where nobody knows yet
 */
public record MappingLint(
        ConversionMapping mapping,
        Descriptor descriptor,
        Optional<ConversionAction> action,
        Optional<FunnelStage> stage,
        Optional<Duration> lag) {

    /** Platforms whose events can say that an answer is granted or denied (google.md §2.4). */
    private static final Set<String> TOLD_OF_CONSENT = Set.of("google");

    private static final Set<Identifier> BRAIDS = EnumSet.of(Identifier.GBRAID, Identifier.WBRAID);
    private static final Set<Identifier> PERSON = EnumSet.of(Identifier.EMAIL, Identifier.PHONE);

    public enum Severity {
        /** Conversions are refused, or not counted, or not with the value that the mapping says. */
        PROBLEM,
        /** It works, and could work better. */
        ADVICE
    }

    /** The part of a mapping that a hint is about. */
    public enum Part {
        ACTION,
        VALUE,
        IDENTIFIERS,
        CONSENT,
        COUNT,
        HOLD_BACK,
        WINDOW,
        AFTERWARDS
    }

    /** @param sentence what is the matter, what it means, and what to do */
    public record Hint(Severity severity, Part part, String sentence) {}

    /** In the order of the form; problems and advice as they come. */
    public List<Hint> hints() {
        return Stream.of(
                        noUploads(),
                        noCampaigns(),
                        steering(),
                        followed(),
                        fixedValue(),
                        valueOfNothing(),
                        braids(),
                        notTaken(),
                        noClick(),
                        noPerson(),
                        consentUnheard(),
                        consentUnknown(),
                        everyTime(),
                        heldTooLong(),
                        windowBeforeLag(),
                        windowOfAction(),
                        windowOfPlatform(),
                        fixedValueNeverChanges(),
                        cannotChange(),
                        changesWithoutClick(),
                        changesOfSomeClicks())
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Hint> problem(boolean holds, Part part, String sentence) {
        return holds ? Optional.of(new Hint(Severity.PROBLEM, part, sentence)) : Optional.empty();
    }

    private static Optional<Hint> advice(boolean holds, Part part, String sentence) {
        return holds ? Optional.of(new Hint(Severity.ADVICE, part, sentence)) : Optional.empty();
    }

    private String platform() {
        return descriptor.name();
    }

    /** The account's own word; its sentence says what to do (google.md §3.8, linkedin.md §3.2). */
    private Optional<Hint> noUploads() {
        return action.flatMap(ConversionAction::obstacle)
                .map(obstacle -> new Hint(
                        Severity.PROBLEM, Part.ACTION, "Nothing can be uploaded for this action. " + obstacle));
    }

    /** Only campaigns that a rule is tied to get credit for it (linkedin.md §3.3). */
    private Optional<Hint> noCampaigns() {
        return problem(
                descriptor.can(Capability.ASSOCIATES_CAMPAIGNS)
                        && action.flatMap(ConversionAction::campaigns)
                                .filter(Set::isEmpty)
                                .isPresent(),
                Part.ACTION,
                "No campaign counts this action: " + platform()
                        + " takes uploads for it and attributes none. Tie it to your" + " campaigns in " + platform()
                        + ".");
    }

    /** A new action is primary unless somebody says otherwise, and steers bids at once (google.md §3.8). */
    private Optional<Hint> steering() {
        var far = stage.filter(
                        of -> of.object() == CrmObject.LEAD && of.trigger() instanceof FunnelStage.Trigger.Created)
                .isPresent();
        return advice(
                far && action.flatMap(ConversionAction::primary).orElse(false),
                Part.ACTION,
                "Bids follow this action (it is primary), and every new lead counts for it, good or bad: bids will buy what is"
                        + " cheap. Make it secondary in " + platform()
                        + ", and let a stage nearer to the sale be primary.");
    }

    /** Reported, but not what bids follow (google.md §9 row 5: "action secondary"). */
    private Optional<Hint> followed() {
        return advice(
                action.flatMap(ConversionAction::primary)
                        .filter(primary -> !primary)
                        .isPresent(),
                Part.ACTION,
                "It is counted, but bids do not follow it (it is secondary). Right while you compare; when its figures hold,"
                        + " make it primary in " + platform() + ".");
    }

    /** {@code alwaysUseDefaultValue} (google.md §3.8); FIXED and NO_VALUE rules (linkedin.md §3.2). */
    private Optional<Hint> fixedValue() {
        return problem(
                alwaysDefault() && !(mapping.value() instanceof ValueRule.None),
                Part.VALUE,
                "The action counts "
                        + action.flatMap(ConversionAction::defaultValue)
                                .map(value -> "its own value of " + Wording.money(value) + " for every conversion")
                                .orElse("every conversion without a value of ours")
                        + ", whatever is sent. Let it take the value of each conversion in the settings of "
                        + platform()
                        + ", or choose no value here.");
    }

    private boolean alwaysDefault() {
        return action.filter(ConversionAction::alwaysDefault).isPresent();
    }

    /** An upload without a value counts with the action's default one ({@code valueSettings}, google.md §3.8). */
    private Optional<Hint> valueOfNothing() {
        var otherwise = action.filter(of -> !of.alwaysDefault()).flatMap(ConversionAction::defaultValue);
        return otherwise
                .filter(value -> mapping.value() instanceof ValueRule.None)
                .map(value -> new Hint(
                        Severity.ADVICE,
                        Part.VALUE,
                        "Without a value from us each conversion counts the action's default of " + Wording.money(value)
                                + ". Say here what it is worth, or make sure that this is meant."));
    }

    /** Refused as ONE_PER_CLICK_CONVERSION_ACTION_NOT_PERMITTED_WITH_BRAID (google.md §2.10 row 28, §9 row 10; field.md D14). */
    private Optional<Hint> braids() {
        var wanted = wanted(BRAIDS);
        return problem(
                !wanted.isEmpty()
                        && action.flatMap(ConversionAction::counting)
                                .filter(Counting.ONE_PER_CLICK::equals)
                                .isPresent(),
                Part.IDENTIFIERS,
                platform() + " refuses every conversion with a " + listed(wanted)
                        + " for an action that counts one per click."
                        + " Let the action count every conversion (we never send one twice), or take "
                        + (wanted.size() == 1 ? "it" : "them") + " off the list.");
    }

    /** Those of the list that the platform takes at all, in its order. */
    private List<Identifier> wanted(Set<Identifier> kinds) {
        return mapping.identifiers().stream()
                .filter(kinds::contains)
                .filter(this::taken)
                .toList();
    }

    private boolean taken(Identifier identifier) {
        return PERSON.contains(identifier)
                ? descriptor.identifiers().contains(Descriptor.Identifier.valueOf(identifier.name()))
                : descriptor.clickIds().contains(ClickId.Kind.valueOf(identifier.name()));
    }

    private static String listed(List<Identifier> identifiers) {
        return identifiers.stream().map(MappingLint::name).collect(Collectors.joining(" or "));
    }

    private static String name(Identifier identifier) {
        return switch (identifier) {
            case EMAIL -> "e-mail";
            case PHONE -> "phone";
            default -> ClickId.Kind.valueOf(identifier.name()).text();
        };
    }

    /** What the platform has no place for is never sent: no phone at LinkedIn (linkedin.md §2.3), no foreign click IDs. */
    private Optional<Hint> notTaken() {
        var left = mapping.identifiers().stream()
                .filter(identifier -> !taken(identifier))
                .toList();
        return advice(
                !left.isEmpty(),
                Part.IDENTIFIERS,
                platform() + " takes no "
                        + listed(left)
                        + ", so that it is never sent there. Take " + (left.size() == 1 ? "it" : "them")
                        + " off the list.");
    }

    private boolean sendsClicks() {
        return mapping.identifiers().stream().anyMatch(each -> !PERSON.contains(each) && taken(each));
    }

    /** Both together are what the vendor recommends (linkedin.md §2.4); a click ID names the click itself (google.md §3.3). */
    private Optional<Hint> noClick() {
        return advice(
                !sendsClicks(),
                Part.IDENTIFIERS,
                "Without a click ID " + platform()
                        + " has to recognise the person by what is hashed, and finds only those who"
                        + " gave it the same address. Add "
                        + descriptor.clickIds().stream().map(ClickId.Kind::text).collect(Collectors.joining(", "))
                        + " at the top of the list.");
    }

    /** A click ID is easily lost on its way into the CRM; LinkedIn asks for both (linkedin.md §2.4). */
    private Optional<Hint> noPerson() {
        return advice(
                sendsClicks()
                        && !descriptor.identifiers().isEmpty()
                        && wanted(PERSON).isEmpty(),
                Part.IDENTIFIERS,
                "Only click IDs are sent: who lost theirs on the way into the CRM is not sent at all. Add e-mail, which goes as a"
                        + " hash, if your consent allows it.");
    }

    /** Its events have no field for an answer: the closed set of linkedin.md §9 has none. */
    private Optional<Hint> consentUnheard() {
        return advice(
                !TOLD_OF_CONSENT.contains(descriptor.id())
                        && mapping.consent().whenMissing() == WhenMissing.SEND_UNSPECIFIED,
                Part.CONSENT,
                platform()
                        + " cannot be told that an answer is unknown: whoever was never asked is sent like somebody who said"
                        + " yes. Choose to exclude them, unless whoever answers for privacy says otherwise.");
    }

    /** UNKNOWN_CONSENT (google.md §2.10 row 6): final, unless the account has defaults. */
    private Optional<Hint> consentUnknown() {
        return advice(
                TOLD_OF_CONSENT.contains(descriptor.id())
                        && mapping.consent().whenMissing() == WhenMissing.SEND_UNSPECIFIED
                        && mapping.consent().adUserData().isEmpty(),
                Part.CONSENT,
                platform()
                        + " may refuse conversions of which it is not told the consent. Name the CRM's field for it, or set a"
                        + " default for the account in " + platform() + ".");
    }

    /** Counted once a click (google.md §3.8), or once a member and window (linkedin.md §2.7). */
    private Optional<Hint> everyTime() {
        return advice(
                mapping.countsEachTime()
                        && mapping.count() == Count.EVERY
                        && action.flatMap(ConversionAction::counting)
                                .filter(Counting.ONE_PER_CLICK::equals)
                                .isPresent(),
                Part.COUNT,
                "Every time is sent, but the action counts only the first conversion after a click. Let the action count every"
                        + " conversion in " + platform() + ", or count once here.");
    }

    private Duration window() {
        var longest = descriptor.longestWindow();
        return mapping.attributionWindow().compareTo(longest) < 0 ? mapping.attributionWindow() : longest;
    }

    /** What waits longer than its click counts is worth nothing (google.md §3.6). */
    private Optional<Hint> heldTooLong() {
        return problem(
                mapping.holdBack().compareTo(window()) >= 0,
                Part.HOLD_BACK,
                "It is held back for " + Wording.days(mapping.holdBack()) + ", longer than a click counts ("
                        + Wording.days(window()) + "): nothing would ever be sent with a click ID. Shorten it.");
    }

    /** Deals often take longer than clicks count (google.md §3.6, its B2B consequence). */
    private Optional<Hint> windowBeforeLag() {
        return lag.filter(median -> median.compareTo(window()) > 0)
                .map(median -> new Hint(
                        Severity.PROBLEM,
                        Part.WINDOW,
                        "Half of the people who reach this stage do so more than " + Wording.days(median)
                                + " after their click, and a click counts for " + Wording.days(window())
                                + ": more than half would be too late. "
                                + (window().compareTo(descriptor.longestWindow()) < 0
                                        ? "Make the window longer, here and in the action."
                                        : "Map an earlier stage with an expected value instead.")));
    }

    /** EXPIRED_EVENT (google.md §3.6), {@code postClickAttributionWindowSize} (linkedin.md §3.2). */
    private Optional<Hint> windowOfAction() {
        return action.flatMap(ConversionAction::clickWindow).flatMap(counts -> {
            var longer = window().compareTo(counts) > 0;
            var shorter = window().compareTo(counts) < 0
                    && mapping.attributionWindow().compareTo(counts) < 0
                    && mapping.attributionWindow().compareTo(descriptor.longestWindow()) < 0;
            return problem(
                            longer,
                            Part.WINDOW,
                            "The action counts for " + Wording.days(counts) + " after a click, and this says "
                                    + Wording.days(window()) + ": what comes in between is sent and not counted. Write "
                                    + Wording.days(counts) + " here, or change the action in " + platform() + ".")
                    .or(() -> advice(
                            shorter,
                            Part.WINDOW,
                            "The action would count for " + Wording.days(counts)
                                    + " after a click, and this stops after "
                                    + Wording.days(mapping.attributionWindow()) + ". Write " + Wording.days(counts)
                                    + " to send all that counts."));
        });
    }

    /** {@code Descriptor.longestWindow} has the vendor's source for each platform. */
    private Optional<Hint> windowOfPlatform() {
        return advice(
                mapping.attributionWindow().compareTo(descriptor.longestWindow()) > 0,
                Part.WINDOW,
                "This says " + Wording.days(mapping.attributionWindow()) + ", but conversions are sent to " + platform()
                        + " for " + Wording.days(descriptor.longestWindow()) + " after a click at most.");
    }

    /** Such an adjustment fails (google.md §3.5: error 10, {@code alwaysUseDefaultValue}). */
    private Optional<Hint> fixedValueNeverChanges() {
        return problem(
                alwaysDefault() && mapping.afterwards().restates() && descriptor.can(Capability.RESTATES),
                Part.AFTERWARDS,
                "New values cannot be told for an action that always counts its own value: each would be refused. Change the"
                        + " action in " + platform() + ", or ignore changed amounts.");
    }

    /** The platform's own capabilities (google.md §3.5, linkedin.md §2.7: nothing can be taken back). */
    private Optional<Hint> cannotChange() {
        var wishes = Stream.of(
                        mapping.afterwards().restates() && !descriptor.can(Capability.RESTATES) ? "new values" : "",
                        mapping.afterwards().retracts() && !descriptor.can(Capability.RETRACTS)
                                ? "taking conversions back"
                                : "")
                .filter(wish -> !wish.isEmpty())
                .collect(Collectors.joining(" and "));
        return problem(
                !wishes.isEmpty(),
                Part.AFTERWARDS,
                platform() + " offers us no way for " + wishes
                        + ": what was sent stays counted as it is. Use a hold-back, so that"
                        + " deals have settled when they are sent.");
    }

    /** {@code Descriptor.Adjusting.byClick}: it finds a conversion by its click ID only. */
    private Optional<Hint> changesWithoutClick() {
        return advice(
                changes() && descriptor.adjusting().byClick() && !wanted(PERSON).isEmpty(),
                Part.AFTERWARDS,
                platform()
                        + " finds a conversion again by its click ID: those that go with a hashed e-mail or phone alone cannot be"
                        + " changed afterwards.");
    }

    /** {@code Descriptor.Adjusting.never}: adjustments work with gclid and gbraid, not wbraid (google.md §3.5). */
    private Optional<Hint> changesOfSomeClicks() {
        var never = mapping.identifiers().stream()
                .filter(each -> !PERSON.contains(each)
                        && taken(each)
                        && descriptor.adjusting().never().contains(ClickId.Kind.valueOf(each.name())))
                .toList();
        return advice(
                changes() && !never.isEmpty(),
                Part.AFTERWARDS,
                "Conversions with a " + listed(never) + " cannot be changed at " + platform()
                        + " after they were counted."
                        + " Nothing to do, unless values change often: then leave it off the list.");
    }

    private boolean changes() {
        return mapping.afterwards().restates() && descriptor.can(Capability.RESTATES)
                || mapping.afterwards().retracts() && descriptor.can(Capability.RETRACTS);
    }

    /** For an attribute: {@code hold-back}. */
    public static String slug(Part part) {
        return part.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
