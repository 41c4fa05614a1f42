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
            List.of(ClickId.Kind.LI_FAT_ID),
            Set.of(Descriptor.Identifier.EMAIL),
            5_000,
            500,
            new Descriptor.Pace(2, 600, 500_000),
            Duration.ZERO,
            Duration.ofDays(90),
            Duration.ofDays(365),
            Set.of(),
            List.of());

    private SomePlatforms() {}
}
