package io.downfunnel.convert;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.downfunnel.domain.ClickId;
import io.downfunnel.platform.Descriptor;

/** Two platforms with the limits of the real ones. */
public final class SomePlatforms {
    public static final Descriptor GOOGLE = new Descriptor(
            "google",
            "Google",
            List.of(ClickId.Kind.GCLID, ClickId.Kind.GBRAID, ClickId.Kind.WBRAID),
            Set.of(Descriptor.Identifier.EMAIL, Descriptor.Identifier.PHONE),
            2_000,
            1,
            new Descriptor.Pace(4, 300, 100_000),
            Duration.ofHours(6),
            Duration.ofDays(90),
            Duration.ofDays(90),
            Set.of(),
            List.of());

    public static final Descriptor LINKEDIN = new Descriptor(
            "linkedin",
            "LinkedIn",
            List.of(ClickId.Kind.LI_FAT_ID, ClickId.Kind.LI_FORM_RESPONSE),
            Set.of(Descriptor.Identifier.EMAIL),
            5_000,
            500,
            new Descriptor.Pace(2, 600, 500_000),
            Duration.ZERO,
            Duration.ofDays(90),
            Duration.ofDays(365),
            Set.of(),
            List.of());

    /** Takes new values, and nothing back. */
    public static final Descriptor GOOGLE_RESTATING =
            google(Set.of(Descriptor.Capability.VERDICTS, Descriptor.Capability.RESTATES));

    /** Takes every change. */
    public static final Descriptor ADJUSTING = google(
            Set.of(Descriptor.Capability.VERDICTS, Descriptor.Capability.RESTATES, Descriptor.Capability.RETRACTS));

    private static Descriptor google(Set<Descriptor.Capability> capabilities) {
        return new Descriptor(
                GOOGLE.id(),
                GOOGLE.name(),
                GOOGLE.clickIds(),
                GOOGLE.identifiers(),
                GOOGLE.largestBatch(),
                GOOGLE.batching(),
                GOOGLE.requests(),
                GOOGLE.minimumClickAge(),
                GOOGLE.oldestEvent(),
                GOOGLE.longestWindow(),
                capabilities,
                GOOGLE.settings(),
                new Descriptor.Adjusting(Duration.ofDays(54), Set.of(ClickId.Kind.WBRAID), "By hand, thus."));
    }

    private SomePlatforms() {}
}
