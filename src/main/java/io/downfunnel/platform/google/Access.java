package io.downfunnel.platform.google;

import java.util.ArrayList;
import java.util.List;

import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.google.ads.AdsAccount;
import io.downfunnel.platform.http.AccessToken;
import io.downfunnel.platform.http.Tokens;

/**
 * Whether Google lets us in, and for what.
 *
 * @param uploads the scope that uploads need
 * @param ads whether the Google Ads API is spoken, which has a scope of its own
 */
record Access(Tokens tokens, FailureTable table, String uploads, boolean ads) {
    private static final String TOKEN = "Google: access";
    private static final String SCOPE = "Google: scope";

    List<CheckItem> check() {
        var items = new ArrayList<CheckItem>();
        try {
            // A fresh one: that we were given one earlier says nothing about now.
            var token = tokens.insteadOf(tokens.current());
            items.add(CheckItem.ok(TOKEN, "Google issues access tokens."));
            items.addAll(scopes(token));
        } catch (PlatformException e) {
            var row = table.of(e.failure().code());
            items.add(CheckItem.failed(
                    TOKEN,
                    row.cause() + " (" + e.failure().code() + ": " + e.failure().message() + ")",
                    row.remedy().isEmpty() ? "Try again in a few minutes." : row.remedy()));
        }
        return items;
    }

    private List<CheckItem> scopes(AccessToken token) {
        if (token.scope().isEmpty()) {
            return List.of(CheckItem.warning(
                    SCOPE, "Google does not say what the token allows.", "If uploads fail, grant access anew."));
        }
        var granted = List.of(token.scope().split("[ ,]+"));
        var items = new ArrayList<CheckItem>();
        items.add(
                granted.contains(uploads)
                        ? CheckItem.ok(SCOPE, "The token allows uploads.")
                        : CheckItem.failed(
                                SCOPE,
                                "The token does not allow uploads.",
                                "Grant access anew, with the scope " + uploads + "."));
        if (ads && !uploads.equals(AdsAccount.SCOPE)) {
            items.add(
                    granted.contains(AdsAccount.SCOPE)
                            ? CheckItem.ok("Google Ads: scope", "The token allows the Google Ads API.")
                            : CheckItem.warning(
                                    "Google Ads: scope",
                                    "The token does not allow the Google Ads API. Until then nothing can be taken back and"
                                            + " no cost is reported; uploads go their way.",
                                    "Grant access anew, with the scope " + AdsAccount.SCOPE + " besides " + uploads
                                            + ". Without use for it, set downfunnel.google.ads.enabled to false."));
        }
        return items;
    }
}
