package io.downfunnel.platform.linkedin;

import java.time.Clock;

/** What can be done in the ad account beside uploading. */
record Managed(
        Member member, AccountReader account, Rules rules, Campaigns campaigns, Reports reports, LeadForms leadForms) {

    static Managed by(Member member, Clock clock) {
        var account = new AccountReader(member);
        var rules = new Rules(member, account);
        return new Managed(
                member,
                account,
                rules,
                new Campaigns(account, rules),
                new Reports(member, account),
                new LeadForms(member, account, clock));
    }
}
