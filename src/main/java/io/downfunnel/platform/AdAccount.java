package io.downfunnel.platform;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.downfunnel.domain.AdAccountFacts;
import io.downfunnel.domain.AdCampaign;
import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Diagnostic;
import io.downfunnel.domain.ReachableAccount;

/**
 * An open account on an ad platform. Every method tries once and says what it heard; whether and when to try again is
 * decided by the caller, once for all platforms. Safe for use by several threads.
 */
public interface AdAccount extends AutoCloseable {

    /**
     * Sends a batch. The same events give the same bytes.
     *
     * @param batch 1 to {@link Descriptor#largestBatch()} events of one conversion action, with distinct keys: a
     *     conversion action that is set up wrongly then costs nobody else's events
     * @return one outcome for every event
     * @throws PlatformException when the conversation broke, so that nothing is known about any single event
     */
    Receipt upload(List<ConversionEvent> batch);

    /**
     * Lets the platform look at a batch without taking it in: nothing of it can count. A batch that passes may be refused
     * all the same when it is sent (Google's is a format check, not an acceptance test: google.md, decision 10).
     *
     * @param batch as for {@link #upload}
     * @return one outcome for every event; {@code Accepted} says that nothing was found, and there is no request id to ask
     *     for a verdict with
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#VALIDATES}
     * @throws PlatformException when the conversation broke, so that nothing is known about any single event
     */
    default Receipt validate(List<ConversionEvent> batch) {
        throw new UnsupportedOperationException("This platform has no way to look at an event without counting it");
    }

    /**
     * Changes what the platform counts. The same adjustments give the same bytes. With a request id an answer says no more
     * than that of {@link #upload}: whether the change counts is said by {@link #verdict}. Without one it is the platform's
     * last word; {@code Duplicate} then says that it had this very change.
     *
     * <p>To be called for conversions only that the platform was heard to count: it may take a change of a conversion it
     * does not know for a new conversion (google.md §2.11).
     *
     * @param batch 1 to {@link Descriptor#largestBatch()} adjustments of one kind, of conversions of one conversion action,
     *     with distinct keys
     * @return one outcome for every adjustment, by the key of its conversion
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#RESTATES}, or without
     *     {@link Descriptor.Capability#RETRACTS} for a retraction; nothing has left then
     * @throws PlatformException when the conversation broke, so that nothing is known about any single adjustment
     */
    default Receipt adjust(List<Adjustment> batch) {
        throw new UnsupportedOperationException(this + " takes no changes of conversions that it counts");
    }

    /**
     * Asks what became of an earlier batch.
     *
     * @param requestId of a {@link Receipt}
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#VERDICTS}
     * @throws PlatformException when the conversation broke
     */
    Verdict verdict(String requestId);

    /**
     * The conversion actions that this account shows, those that take no uploads included, with the reason. Those that were
     * removed are not among them.
     *
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#LISTS_ACTIONS}
     * @throws PlatformException when the platform did not answer, or not to us; never an empty list instead
     */
    default List<ConversionAction> conversionActions() {
        throw new UnsupportedOperationException(this + " shows no conversion actions");
    }

    /**
     * Makes a conversion action that takes uploads and that no bid follows yet. Not to be repeated after an unknown outcome
     * without a look at {@link #conversionActions}: a platform may make a second one.
     *
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#CREATES_ACTIONS}
     * @throws PlatformException when it was not made, or nobody knows
     */
    default ConversionAction create(ConversionAction.Draft draft) {
        throw new UnsupportedOperationException(this + " makes no conversion actions");
    }

    /**
     * Switches a conversion action on; one that is on stays on.
     *
     * @param action id of one of {@link #conversionActions}
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#ENABLES_ACTIONS}
     * @throws PlatformException when it was not done, or nobody knows; to be repeated without harm
     */
    default void enable(String action) {
        throw new UnsupportedOperationException(this + " switches no conversion actions on");
    }

    /**
     * Has a conversion action counted for these campaigns too; those that count it already go on doing so.
     *
     * @param action id of one of {@link #conversionActions}
     * @param campaigns ids, as {@link ConversionAction#campaigns} and the rows of {@link #costs} have them
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#ASSOCIATES_CAMPAIGNS}
     * @throws PlatformException when it was not done for all of them, or nobody knows; to be repeated without harm
     */
    default void associate(String action, Set<String> campaigns) {
        throw new UnsupportedOperationException(this + " ties no conversion actions to campaigns");
    }

    /**
     * The campaigns of the account, those that are over included; by name, then id.
     *
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#LISTS_CAMPAIGNS}
     * @throws PlatformException when the platform did not answer, or not to us; never an empty list instead
     */
    default List<AdCampaign> adCampaigns() {
        throw new UnsupportedOperationException(this + " shows no campaigns");
    }

    /**
     * The ad accounts that our access reaches, by name, then id; this one need not be among them. Empty when it reaches none.
     *
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#LISTS_ACCOUNTS}
     * @throws PlatformException when the platform did not answer, or not to us
     */
    default List<ReachableAccount> reachable() {
        throw new UnsupportedOperationException(this + " does not show which ad accounts there are");
    }

    /**
     * What its reports have to be read with.
     *
     * @throws UnsupportedOperationException by a platform that reports nothing
     * @throws PlatformException when the conversation broke
     */
    default AdAccountFacts facts() {
        throw new UnsupportedOperationException(this + " reports nothing");
    }

    /**
     * Cost, impressions and clicks, campaign by campaign; days without any may be left out. Rows are handed on as they come
     * in, in no order, and are not kept.
     *
     * @param days of the account's own time zone
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#REPORTS_COST}
     * @throws PlatformException when the conversation broke; what was handed on before is incomplete then
     */
    default void costs(Days days, Consumer<AdReport.CampaignDay> into) {
        throw new UnsupportedOperationException(this + " reports no cost");
    }

    /**
     * What it counted, conversion action by conversion action and campaign by campaign; as {@link #costs}.
     *
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#REPORTS_COUNTED}
     * @throws PlatformException when the conversation broke; what was handed on before is incomplete then
     */
    default void counted(Days days, Consumer<AdReport.CountedDay> into) {
        throw new UnsupportedOperationException(this + " does not report what it counts");
    }

    /**
     * Single clicks of one day; as {@link #costs}. Click IDs are personal data: only those that are known already are to be
     * kept.
     *
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#REPORTS_CLICKS}
     * @throws PlatformException when the conversation broke; what was handed on before is incomplete then
     */
    default void clicks(LocalDate day, Consumer<AdReport.ClickDay> into) {
        throw new UnsupportedOperationException(this + " does not report single clicks");
    }

    /**
     * Who filled in the forms of its ads; as {@link #costs}. A response is personal data: only those of people whom the CRM
     * has are to be kept. Test leads are among them, and say so.
     *
     * @param days of the account's own time zone; of a day that is not over, what there is so far
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#REPORTS_LEADS}
     * @throws PlatformException when the conversation broke; what was handed on before is incomplete then
     */
    default void leads(Days days, Consumer<AdReport.FormLead> into) {
        throw new UnsupportedOperationException(this + " does not tell who filled in its forms");
    }

    /**
     * How uploads fare, in the platform's own judgement.
     *
     * @throws UnsupportedOperationException by a platform without {@link Descriptor.Capability#DIAGNOSES}
     * @throws PlatformException when the conversation broke
     */
    default List<Diagnostic> diagnostics() {
        throw new UnsupportedOperationException(this + " says nothing about uploads of its own accord");
    }

    /**
     * Looks at everything uploads need, live, and says of each item how to mend it. Does not throw for a red item, and
     * leaves no trace in the account.
     *
     * @param actions the conversion actions that mappings use, for platforms that can be asked about one; may be empty
     */
    List<CheckItem> check(Set<String> actions);

    @Override
    void close();
}
