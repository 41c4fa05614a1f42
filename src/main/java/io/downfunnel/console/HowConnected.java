package io.downfunnel.console;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Setting;
import io.downfunnel.platform.Platforms;
import io.downfunnel.report.Wording;
import io.downfunnel.store.SettingStore.Kept;
import io.downfunnel.store.SignInStore.SignedIn;

/** By what a connection is connected, in a sentence or two. */
record HowConnected(Platforms platforms, Wording wording) {

    /** @param kept what was entered for it; at least something was */
    String entered(List<Kept> kept) {
        var last = kept.stream().max(Comparator.comparing(Kept::at)).orElseThrow();
        return "Connected with what was entered here, lately by " + last.by() + " on " + wording.minute(last.at())
                + ".";
    }

    /**
     * @param instead the way into the account that is given, so that nobody's sign-in is used
     * @param open whether there is an account
     */
    String of(
            Descriptor platform, List<Kept> kept, Optional<SignedIn> signedIn, Optional<String> instead, boolean open) {
        if (instead.isPresent()) {
            return given(platform, kept, instead.get())
                    + signedIn.map(each -> " That " + each.by() + " signed in here is not used meanwhile.")
                            .orElse("");
        }
        if (signedIn.isPresent()) {
            return "Connected in the console by " + signedIn.get().by() + " on "
                    + wording.minute(signedIn.get().at()) + ".";
        }
        if (open) {
            return kept.isEmpty() ? "Connected by the settings: downfunnel." + platform.id() + "." : entered(kept);
        }
        return "Not connected: nothing is sent there."
                + (kept.isEmpty() || platforms.signIn(platform.id()).isEmpty()
                        ? ""
                        : " What was entered here is kept; somebody has to sign in.");
    }

    private String given(Descriptor platform, List<Kept> kept, String key) {
        var here =
                kept.stream().anyMatch(each -> each.key().equals(key)) && !platforms.setElsewhere(platform.id(), key);
        return here
                ? entered(kept) + " What was entered as “" + label(platform, key)
                        + "” wins over signing in; forget it under Settings to sign in instead."
                : "Connected by the settings (downfunnel." + platform.id() + "." + key
                        + "), which win over signing in here. Take that setting out to sign in here instead.";
    }

    private static String label(Descriptor platform, String key) {
        return platform.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .map(Setting::label)
                .findFirst()
                .orElse(key);
    }
}
