package io.downfunnel.platform.linkedin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.downfunnel.domain.ReachableAccount;
import io.downfunnel.platform.PlatformException;

/** The ad accounts that the member who granted access sees (linkedin.md §5.3). */
record ReachableAccounts(Member member) {
    private static final String MISSING = "ACCOUNT_NOT_FOUND";
    private static final int MOST_NAMED = 20;

    /** Without criteria, the search lists every account there is to see. */
    List<ReachableAccount> all() {
        var roles = roles();
        var accounts = new ArrayList<ReachableAccount>();
        new Cursor(member).each("/rest/adAccounts?q=search&fields=id,name,status", Optional.empty(), account -> {
            var id = account.path("id").asText();
            accounts.add(new ReachableAccount(
                    id,
                    account.path("name").asText(id),
                    account.path("status").asText(""),
                    Optional.ofNullable(roles.get(id))));
        });
        accounts.sort(Comparator.comparing(ReachableAccount::name).thenComparing(ReachableAccount::id));
        return List.copyOf(accounts);
    }

    /** By account; the accounts are worth telling without them too. */
    private Map<String, String> roles() {
        try {
            var roles = new HashMap<String, String>();
            member.elements(member.read("/rest/adAccountUsers?q=authenticatedUser", MISSING))
                    .forEach(user -> Urn.ACCOUNT
                            .id(user.path("account").asText(""))
                            .ifPresent(id -> roles.put(id, user.path("role").asText(""))));
            return roles;
        } catch (PlatformException e) {
            return Map.of();
        }
    }

    /** What to do about an account number that is missing or wrong, with the ones that would be right. */
    String advice() {
        try {
            var all = all();
            return all.isEmpty()
                    ? "The member who granted access sees no ad account at all: give them the role campaign manager in"
                            + " the one that conversions are for. If they have it, add the account to your app in"
                            + " LinkedIn's developer portal: an app of the development tier sees no others."
                    : "The member who granted access sees "
                            + all.stream()
                                    .limit(MOST_NAMED)
                                    .map(ReachableAccounts::named)
                                    .collect(Collectors.joining(", "))
                            + (all.size() > MOST_NAMED ? " and " + (all.size() - MOST_NAMED) + " more" : "")
                            + ". Set downfunnel.linkedin.account-id to the number of the one that conversions are for.";
        } catch (PlatformException e) {
            return "Which ad accounts there are could not be seen: "
                    + e.failure().message() + ".";
        }
    }

    private static String named(ReachableAccount account) {
        return account.name() + " (" + account.id()
                + account.role()
                        .filter(role -> !role.isEmpty())
                        .map(role -> ", as "
                                + role.toLowerCase(java.util.Locale.ROOT).replace('_', ' '))
                        .orElse("")
                + ")";
    }
}
