package io.downfunnel.sandbox.linkedin;

import java.util.List;

/** What the member who gave the token may do in which account. */
final class Ownership {

    /** Roles that matter to us (linkedin.md §4.2); with {@code NONE} the account is invisible to the member. */
    enum Role {
        CAMPAIGN_MANAGER,
        VIEWER,
        NONE
    }

    /** Of a sister company. */
    static final String READABLE = "510000002";

    private final String account;
    private final CampaignBook campaigns;
    private volatile Role role = Role.CAMPAIGN_MANAGER;
    private volatile boolean pageRole = true;

    Ownership(String account, CampaignBook campaigns) {
        this.account = account;
        this.campaigns = campaigns;
    }

    String account() {
        return account;
    }

    /** Numbers of the accounts that the member sees: another one, where only reports are to be read, besides. */
    List<String> seen() {
        return role == Role.NONE ? List.of() : List.of(account, READABLE);
    }

    Role roleIn(String account) {
        return account.equals(READABLE) ? Role.VIEWER : role;
    }

    /** Forms and what was answered are for those who have a role on the company's page too. */
    boolean answersForForms() {
        return role != Role.NONE && pageRole;
    }

    boolean answersFor(LeadOwner owner) {
        return answersForForms()
                && (owner.page() || owner.account().filter(this::sees).isPresent());
    }

    void pageRole(boolean has) {
        pageRole = has;
    }

    boolean sees(String account) {
        return role != Role.NONE && this.account.equals(account);
    }

    /** A viewer reads campaigns and reports, but has no business with conversions. */
    boolean manages() {
        return role != Role.VIEWER;
    }

    List<String> campaigns() {
        return campaigns.ids();
    }

    boolean has(String campaign) {
        return role != Role.NONE && campaigns.find(campaign).isPresent();
    }

    void become(Role role) {
        this.role = role;
    }

    void reset() {
        pageRole = true;
        role = Role.CAMPAIGN_MANAGER;
    }
}
