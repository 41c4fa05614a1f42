package io.downfunnel.sandbox;

import java.time.Instant;
import java.util.Optional;

/**
 * A click on an ad, as the ad platform remembers it, and what the platform knows of the person who clicked.
 *
 * @param value what the platform put on the landing page URL, exactly as it did; never empty
 * @param accountId of the ad account that paid for the click
 * @param emailSha256Google lower-case hex of the e-mail normalised by Google's rules (Gmail dots and plus tags removed); what
 *     Microsoft is asked by, too
 * @param emailSha256Plain lower-case hex of the e-mail in lower case, blanks removed: LinkedIn's rules
 * @param phoneSha256 lower-case hex of the number in E.164 with its plus
 */
public record AdClick(
        Kind kind,
        String value,
        Instant clickedAt,
        String accountId,
        String campaignId,
        Optional<String> emailSha256Google,
        Optional<String> emailSha256Plain,
        Optional<String> phoneSha256) {

    public enum Platform {
        GOOGLE,
        LINKEDIN,
        MICROSOFT
    }

    public enum Kind {
        GCLID(Platform.GOOGLE),
        GBRAID(Platform.GOOGLE),
        WBRAID(Platform.GOOGLE),
        LI_FAT_ID(Platform.LINKEDIN),
        MSCLKID(Platform.MICROSOFT),
        /** No click on a page: the response to a Lead Gen Form, by its id. */
        LI_FORM_RESPONSE(Platform.LINKEDIN);

        private final Platform platform;

        Kind(Platform platform) {
            this.platform = platform;
        }

        public Platform platform() {
            return platform;
        }
    }

    public AdClick {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("A click needs the value its platform gave it");
        }
    }

    public Platform platform() {
        return kind.platform();
    }
}
