package io.downfunnel.sandbox.company;

import java.time.Instant;
import java.util.Optional;

import io.downfunnel.sandbox.AdClick.Kind;
import io.downfunnel.sandbox.company.Lead.Captured;

/**
 * Half of the webinar's ads open a form on LinkedIn instead of a page. Whatever fetches these leads into the CRM writes the
 * response's id beside them, or its URN, or nothing. Dice of their own see to it that everybody else's story stays the same.
 */
final class LeadGenForms {
    private static final String WEBINAR = "410000103";

    private final Company company;

    LeadGenForms(Company company) {
        this.company = company;
    }

    private Dice dice(Lead lead) {
        return new Dice(company.seed() * 1_000_033 + lead.number());
    }

    /** The same lead by way of a form; empty for those that came by the website. */
    Optional<Lead> filledIn(Lead lead) {
        var dice = dice(lead);
        if (!lead.campaign().id().equals(WEBINAR) || !dice.chance(0.5)) {
            return Optional.empty();
        }
        Instant submittedAt = lead.createdAt().minusSeconds(dice.between(20, 300));
        String id = new ClickIds(dice).make(Kind.LI_FORM_RESPONSE, submittedAt);
        return Optional.of(new Lead(
                lead.number(),
                lead.person(),
                lead.country(),
                lead.createdAt(),
                lead.campaign(),
                Optional.of(
                        new Click(Kind.LI_FORM_RESPONSE, id, submittedAt, lead.campaign(), company.linkedInAccount())),
                captured(id, lead, dice),
                lead.consent(),
                lead.statuses(),
                lead.fate()));
    }

    private static Captured captured(String id, Lead lead, Dice dice) {
        int roll = dice.between(1, 100);
        Optional<String> written = roll <= 60
                ? Optional.of(id)
                : roll <= 75 ? Optional.of("urn:li:leadGenFormResponse:" + id) : Optional.empty();
        return new Captured(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                written.map(any -> lead.campaign().id()),
                written);
    }

    /** Somebody of our own tried the form out; whatever fetches leads does not know the difference. */
    boolean isTest(Lead lead) {
        return lead.click()
                .filter(click -> click.kind() == Kind.LI_FORM_RESPONSE)
                .filter(click -> new Dice(company.seed() * 1_000_037 + lead.number()).chance(0.06))
                .isPresent();
    }
}
