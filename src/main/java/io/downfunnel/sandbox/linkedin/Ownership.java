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

    private final String account;
    private final CampaignBook campaigns;
    private volatile Role role = Role.CAMPAIGN_MANAGER;

    Ownership(String account, CampaignBook campaigns) {
        this.account = account;
        this.campaigns = campaigns;
    }

    String account() {
        return account;
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
        role = Role.CAMPAIGN_MANAGER;
    }
}
