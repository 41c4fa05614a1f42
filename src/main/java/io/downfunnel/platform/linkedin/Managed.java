package io.downfunnel.platform.linkedin;

import io.downfunnel.platform.http.Wire;

/** What can be done in the ad account beside uploading. */
record Managed(Member member, AccountReader account, Rules rules, Reports reports) {

    static Managed by(Member member) {
        var account = new AccountReader(member);
        return new Managed(member, account, new Rules(member, account), new Reports(member, account));
    }

    void close() {
        Wire.close(member.api());
        Wire.close(member.introspection().api());
    }
}
