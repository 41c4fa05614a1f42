package io.downfunnel.platform.google;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.downfunnel.platform.CheckItem;

/** The checklist of a Google account: what lets us in, what uploads need, and what the Google Ads API says about it all. */
record GoogleChecks(GoogleAccount account) {

    /** Without a token there is nobody to ask. */
    List<CheckItem> run(Set<String> actions) {
        var items = new ArrayList<>(account.access().check());
        if (items.stream()
                .anyMatch(item -> item.name().equals("Google: access") && item.state() != CheckItem.State.OK)) {
            return items;
        }
        items.addAll(account.route().check(actions));
        boolean vital = account.route() instanceof ClassicUpload;
        account.ads().ifPresent(ads -> items.addAll(ads.check(actions, vital)));
        return items;
    }
}
