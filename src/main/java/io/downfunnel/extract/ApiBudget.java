package io.downfunnel.extract;

import java.util.Optional;

import io.downfunnel.extract.salesforce.CallMeter;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.store.ApiUseStore.ApiUse;

/** Our share of the organisation's API requests; the rest belongs to its other integrations. */
final class ApiBudget implements CallMeter {
    /** From here on nobody of us calls: the last requests are for people (salesforce.md §6). */
    private static final int FULL_PERCENT = 90;

    static final String SPENT = "API_BUDGET_SPENT";

    private final int sharePercent;
    private ApiUse today;
    private long unrecorded;

    ApiBudget(int sharePercent, ApiUse today) {
        this.sharePercent = sharePercent;
        this.today = today;
    }

    @Override
    public void beforeCall() {
        today.allowed().ifPresent(this::check);
    }

    private void check(long allowed) {
        if (today.calls() * 100 >= allowed * sharePercent) {
            throw spent("We used our " + sharePercent + " % of the " + allowed
                    + " API requests that the organisation has" + " in a day");
        }
        if (today.used().orElse(0L) * 100 >= allowed * FULL_PERCENT) {
            throw spent("The organisation used " + today.used().orElse(0L) + " of its " + allowed
                    + " API requests of the last 24 hours, most of them not by us");
        }
    }

    private static SalesforceException spent(String why) {
        return new SalesforceException(SPENT, why);
    }

    @Override
    public void afterCall(Optional<Usage> usage) {
        unrecorded++;
        today = new ApiUse(
                today.calls() + 1,
                usage.map(Usage::used).or(today::used),
                usage.map(Usage::allowed).or(today::allowed));
    }

    /** What was used since it was asked last, to be recorded. */
    ApiUse unrecorded() {
        var use = new ApiUse(unrecorded, today.used(), today.allowed());
        unrecorded = 0;
        return use;
    }
}
